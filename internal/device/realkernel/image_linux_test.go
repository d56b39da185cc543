package realkernel

import (
	"compress/gzip"
	"debug/elf"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// modules are what the machine's kernel needs besides itself: USB, a bus of it
// that ends in the same machine, the devices at either end, and their drivers.
var modules = []string{
	"dummy_hcd", "libcomposite", "usb_f_acm", "usb_f_hid", "usb_f_printer", "cdc_acm", "usbhid", "hid_generic", "uhid", "evdev", "usblp", "configfs",
}

// writeImage writes an initramfs: the program as /init, and the modules with
// all that they need, in the order to load them.
func writeImage(path, program, tree string, names []string) error {
	files, err := moduleFiles(tree)
	if err != nil {
		return err
	}
	var order []string
	for _, name := range names {
		if order, err = depend(files, name, order); err != nil {
			return err
		}
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	z, err := gzip.NewWriterLevel(f, gzip.BestSpeed)
	if err != nil {
		return errors.Join(err, f.Close())
	}
	a := archive{w: z}
	for _, dir := range []string{"dev", "proc", "sys", "modules", "tmp"} {
		a.add(dir, 0o40755, nil)
	}
	a.file("init", 0o100755, program)
	for i, name := range order {
		a.file(fmt.Sprintf("modules/%02d-%s", i, name), 0o100644, files[name])
	}
	a.add("TRAILER!!!", 0, nil)
	return errors.Join(a.err, z.Close(), f.Close())
}

// moduleFiles are the files of a tree of modules by name.
func moduleFiles(tree string) (map[string]string, error) {
	files := map[string]string{}
	err := filepath.WalkDir(tree, func(path string, d fs.DirEntry, err error) error {
		if name, is := strings.CutSuffix(d.Name(), ".ko"); is && err == nil {
			files[strings.ReplaceAll(name, "-", "_")] = path
		}
		return err
	})
	return files, err
}

// depend puts name behind all that it needs. What is no module is part of the
// kernel.
func depend(files map[string]string, name string, order []string) ([]string, error) {
	for _, done := range order {
		if done == name {
			return order, nil
		}
	}
	path, is := files[name]
	if !is {
		return order, nil
	}
	f, err := elf.Open(path)
	if err != nil {
		return nil, fmt.Errorf("reading the module %s: %w", name, err)
	}
	defer f.Close()
	info, err := f.Section(".modinfo").Data()
	if err != nil {
		return nil, fmt.Errorf("reading the module %s: %w", name, err)
	}
	for _, field := range strings.Split(string(info), "\x00") {
		if needs, is := strings.CutPrefix(field, "depends="); is && needs != "" {
			for _, need := range strings.Split(needs, ",") {
				if order, err = depend(files, strings.ReplaceAll(need, "-", "_"), order); err != nil {
					return nil, err
				}
			}
		}
	}
	return append(order, name), nil
}

// archive writes the newc form of cpio, which the kernel unpacks.
type archive struct {
	w     io.Writer
	inode int
	err   error
}

func (a *archive) file(name string, mode int, from string) {
	content, err := os.ReadFile(from)
	if err != nil {
		a.err = errors.Join(a.err, err)
		return
	}
	a.add(name, mode, content)
}

func (a *archive) add(name string, mode int, content []byte) {
	a.inode++
	head := fmt.Sprintf("070701%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%s\x00",
		a.inode, mode, 0, 0, 1, 0, len(content), 0, 0, 0, 0, len(name)+1, 0, name)
	a.write([]byte(head))
	a.write(make([]byte, -len(head)&3))
	a.write(content)
	a.write(make([]byte, -len(content)&3))
}

func (a *archive) write(b []byte) {
	if a.err == nil {
		_, a.err = a.w.Write(b)
	}
}
