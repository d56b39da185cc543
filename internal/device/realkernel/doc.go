// Package realkernel holds no code: its tests start a virtual machine, plug
// scanners and printers into it that its kernel takes for real ones, and
// pull them out. The host's half builds the machine (vm_test.go), the guest's
// half is the same test program as the machine's init (guest_test.go).
package realkernel
