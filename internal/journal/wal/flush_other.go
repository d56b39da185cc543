//go:build !linux

package wal

import "os"

func flush(file *os.File) error { return file.Sync() }
