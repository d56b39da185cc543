package web

import "os"

// BundleForTest bundles one source of this folder on its own.
func BundleForTest(entry string) ([]byte, error) { return bundle(os.DirFS("."), entry, nil) }
