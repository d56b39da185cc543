package web

// BundleForTest bundles one source on its own, so that a test can call what it
// exports.
func BundleForTest(entry string) ([]byte, error) { return bundle(Sources, entry, nil) }
