package sheet

// LimitUnzipped lowers how much a workbook may unpack to, until it is restored:
// a bomb of full size takes too long to build.
func LimitUnzipped(bytes int64) (restore func()) {
	was := reading
	reading.UnzipSizeLimit, reading.UnzipXMLSizeLimit = bytes, bytes
	return func() { reading = was }
}
