package powercut

import (
	"context"
	"fmt"
	"path/filepath"
	"syscall"

	"github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"
)

// Mount shows the disk at a folder until unmount is called. The program that
// works on it must be another process: one that waits in a page of a file for
// itself to bring it may wait for ever.
func (d *Disk) Mount(folder string) (unmount func() error, err error) {
	root := &folderNode{disk: d, path: "."}
	server, err := fs.Mount(folder, root, &fs.Options{
		OnAdd: root.addAll, // what is on the disk already
		MountOptions: fuse.MountOptions{
			DirectMountStrict: true, Name: "powercut", MaxWrite: 128 << 10,
		},
	})
	if err != nil {
		return nil, fmt.Errorf("mount the disk whose power is cut: %w", err)
	}
	return server.Unmount, nil
}

// folderNode is a folder of the disk.
type folderNode struct {
	fs.Inode
	disk *Disk
	path string
}

var _ interface {
	fs.NodeCreater
	fs.NodeMkdirer
	fs.NodeUnlinker
	fs.NodeRenamer
	fs.NodeFsyncer
} = (*folderNode)(nil)

func (n *folderNode) addAll(ctx context.Context) {
	for name, f := range n.disk.names {
		if filepath.Dir(name) != n.path {
			continue
		}
		n.AddChild(filepath.Base(name), n.node(ctx, name, f), true)
	}
}

func (n *folderNode) node(ctx context.Context, name string, f *file) *fs.Inode {
	if f.folder {
		in := &folderNode{disk: n.disk, path: name}
		node := n.NewPersistentInode(ctx, in, fs.StableAttr{Mode: fuse.S_IFDIR})
		in.addAll(ctx)
		return node
	}
	return n.NewPersistentInode(ctx, &fileNode{disk: n.disk, file: f}, fs.StableAttr{Mode: fuse.S_IFREG})
}

func (n *folderNode) Mkdir(ctx context.Context, name string, _ uint32, _ *fuse.EntryOut) (*fs.Inode, syscall.Errno) {
	f := &file{folder: true}
	if no := n.repoint(name, f); no != 0 {
		return nil, no
	}
	return n.node(ctx, filepath.Join(n.path, name), f), 0
}

func (n *folderNode) Create(ctx context.Context, name string, _, _ uint32, _ *fuse.EntryOut) (*fs.Inode, fs.FileHandle, uint32, syscall.Errno) {
	f := &file{unsure: map[int64][][]byte{}}
	if no := n.repoint(name, f); no != 0 {
		return nil, nil, 0, no
	}
	return n.node(ctx, filepath.Join(n.path, name), f), nil, 0, 0
}

func (n *folderNode) Unlink(_ context.Context, name string) syscall.Errno {
	return n.repoint(name, nil)
}

func (n *folderNode) repoint(name string, to *file) syscall.Errno {
	n.disk.mu.Lock()
	defer n.disk.mu.Unlock()
	if !n.disk.call() {
		return syscall.EIO
	}
	n.disk.point(filepath.Join(n.path, name), to)
	return 0
}

func (n *folderNode) Rename(_ context.Context, name string, _ fs.InodeEmbedder, newName string, _ uint32) syscall.Errno {
	n.disk.mu.Lock()
	defer n.disk.mu.Unlock()
	if !n.disk.call() {
		return syscall.EIO
	}
	// One change: a name is never without a file in between.
	f := n.disk.names[filepath.Join(n.path, name)]
	n.disk.point(filepath.Join(n.path, newName), f)
	n.disk.point(filepath.Join(n.path, name), nil)
	return 0
}

func (n *folderNode) Fsync(context.Context, fs.FileHandle, uint32) syscall.Errno {
	return n.disk.flush(func() { n.disk.flushNames(n.path) })
}

// flush counts a flush, and does it if the disk is good and the power on.
func (d *Disk) flush(do func()) syscall.Errno {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.flushes++
	switch {
	case !d.call():
		return syscall.EIO
	case !d.Lies:
		do()
	}
	return 0
}

// fileNode is a file.
type fileNode struct {
	fs.Inode
	disk *Disk
	file *file
}

var _ interface {
	fs.NodeOpener
	fs.NodeReader
	fs.NodeWriter
	fs.NodeFsyncer
	fs.NodeGetattrer
	fs.NodeSetattrer
	fs.NodeAllocater
} = (*fileNode)(nil)

func (n *fileNode) Open(context.Context, uint32) (fs.FileHandle, uint32, syscall.Errno) {
	return nil, 0, 0
}

func (n *fileNode) Read(_ context.Context, _ fs.FileHandle, into []byte, at int64) (fuse.ReadResult, syscall.Errno) {
	n.disk.mu.Lock()
	defer n.disk.mu.Unlock()
	if at >= int64(len(n.file.now)) {
		return fuse.ReadResultData(nil), 0
	}
	return fuse.ReadResultData(into[:copy(into, n.file.now[at:])]), 0
}

// Write that meets with the cut is on its way to the disk like those before it.
func (n *fileNode) Write(_ context.Context, _ fs.FileHandle, data []byte, at int64) (uint32, syscall.Errno) {
	n.disk.mu.Lock()
	defer n.disk.mu.Unlock()
	if n.disk.off() {
		return 0, syscall.EIO
	}
	n.file.write(data, at)
	if !n.disk.call() {
		return 0, syscall.EIO
	}
	return uint32(len(data)), 0
}

func (n *fileNode) Fsync(context.Context, fs.FileHandle, uint32) syscall.Errno {
	failed := syscall.Errno(0)
	no := n.disk.flush(func() {
		if n.disk.flushes == n.disk.FailAt {
			failed = syscall.EIO
			if n.disk.CutAfter > 0 {
				n.disk.CutAt = n.disk.calls + n.disk.CutAfter
			}
		}
		n.file.flush(failed != 0)
	})
	return max(no, failed)
}

func (n *fileNode) Getattr(_ context.Context, _ fs.FileHandle, out *fuse.AttrOut) syscall.Errno {
	n.disk.mu.Lock()
	defer n.disk.mu.Unlock()
	out.Mode, out.Size, out.Blocks = fuse.S_IFREG|0o600, uint64(len(n.file.now)), uint64(len(n.file.now)+511)/512
	return 0
}

func (n *fileNode) Setattr(ctx context.Context, f fs.FileHandle, in *fuse.SetAttrIn, out *fuse.AttrOut) syscall.Errno {
	if size, sized := in.GetSize(); sized {
		if no := n.resize(int64(size)); no != 0 {
			return no
		}
	}
	return n.Getattr(ctx, f, out)
}

func (n *fileNode) Allocate(_ context.Context, _ fs.FileHandle, at, bytes uint64, _ uint32) syscall.Errno {
	return n.resize(int64(at + bytes))
}

func (n *fileNode) resize(bytes int64) syscall.Errno {
	n.disk.mu.Lock()
	defer n.disk.mu.Unlock()
	if !n.disk.call() {
		return syscall.EIO
	}
	n.file.resize(bytes)
	return 0
}
