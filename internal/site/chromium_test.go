package site_test

func closeChromium() error { return nil }
