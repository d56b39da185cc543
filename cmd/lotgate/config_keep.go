package main

import (
	"strconv"
	"time"

	"lotgate/internal/words"
)

// Bounds of what is kept: a checkpoint for every fact would be paper, one a
// million facts proves little.
const (
	mostFacts   = 1_000_000
	leastPause  = time.Minute
	mostPause   = 31 * 24 * time.Hour
	mostBackups = 1000
)

// keeping reads how seals and backups are kept.
func (m *making) keeping() {
	m.options.Sealing.Every = m.whole("seal.every", m.Seal.Every, mostFacts)
	m.options.Sealing.Holders = m.Seal.Holders
	m.options.Backups.Dir = m.Backup.Folder
	m.options.Backups.Whole = m.whole("backup.whole", m.Backup.Whole, mostBackups)
	every, err := time.ParseDuration(m.Backup.Every)
	if err != nil || every < leastPause || every > mostPause {
		m.refuse("backup.every", m.Backup.Every, words.Say("cli.allowed.pause"))
	}
	m.options.Backups.Every = every
}

// whole reads a number from 1 to most.
func (m *making) whole(path, value string, most int) int {
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 || n > most {
		m.refuse(path, value, words.Say("cli.allowed.number", "most", int64(most)))
	}
	return n
}
