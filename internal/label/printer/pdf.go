package printer

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"math"

	"lotgate/internal/label"
)

// encodePDF writes a document whose pages, one a copy, are all the same picture
// of one bit a dot, exactly as large as the paper. It is some forty lines, all
// numbers but for the title; a library would decode and scale the picture first.
func encodePDF(page label.Page, job string, copies int) (body, end []byte) {
	var d document
	d.WriteString("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
	width, height := points(page.Width, page.DPMM), points(page.Height, page.DPMM)
	var kids bytes.Buffer
	copies = bounded(copies)
	for i := range copies {
		fmt.Fprintf(&kids, "%d 0 R ", 5+i)
	}
	d.object(1, "<</Type/Catalog/Pages 2 0 R>>")
	d.object(2, fmt.Sprintf("<</Type/Pages/Count %d/MediaBox[0 0 %s %s]/Kids[%s]>>", copies, width, height, kids.Bytes()))
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	z.Write(page.Bits) // a buffer takes everything
	z.Close()
	d.object(3, fmt.Sprintf("<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 1/Decode[1 0]/Interpolate false/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream",
		page.Width, page.Height, packed.Len(), packed.Bytes()))
	show := fmt.Sprintf("%s 0 0 %s 0 0 cm /P Do", width, height)
	d.object(4, fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(show), show))
	for i := range copies {
		d.object(5+i, "<</Type/Page/Parent 2 0 R/Resources<</XObject<</P 3 0 R>>>>/Contents 4 0 R>>")
	}
	d.object(5+copies, "<</Producer(Lotgate)/Title<"+hexTitle(job)+">>>")
	return d.Bytes(), d.end(5 + copies)
}

// hexTitle is the only way for a text to get into PDF: as hexadecimal digits.
func hexTitle(job string) string { return fmt.Sprintf("%x", job[:min(len(job), fieldLimit)]) }

// points is dots as 72nds of an inch, never more: whoever draws the page rounds
// up, and one dot more would stretch the modules of a barcode.
func points(dots, dpmm int) string {
	return fmt.Sprintf("%.4f", math.Floor(float64(dots)/float64(max(dpmm, 1))*72/25.4*1e4)/1e4)
}

// document is a PDF in the making, which must know where its objects begin.
type document struct {
	bytes.Buffer
	at []int
}

func (d *document) object(number int, text string) {
	d.at = append(d.at, d.Len())
	fmt.Fprintf(d, "%d 0 obj\n%s\nendobj\n", number, text)
}

// end is the table of objects, without which no reader takes the document.
func (d *document) end(info int) []byte {
	out := fmt.Appendf(nil, "xref\n0 %d\n0000000000 65535 f \n", len(d.at)+1)
	for _, at := range d.at {
		out = fmt.Appendf(out, "%010d 00000 n \n", at)
	}
	return fmt.Appendf(out, "trailer\n<</Size %d/Root 1 0 R/Info %d 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(d.at)+1, info, d.Len())
}
