package main

import (
	"encoding/json"

	"lotgate/internal/scan"
	"lotgate/internal/words"
)

// decoded is a reading as JSON; what is absent is left out.
type decoded struct {
	OK        bool      `json:"ok"`
	Kind      string    `json:"kind,omitempty"`
	Standard  string    `json:"standard,omitempty"`
	Symbology string    `json:"symbology,omitempty"`
	Carrier   string    `json:"carrier,omitempty"`
	GTIN      string    `json:"gtin,omitempty"`
	Lot       string    `json:"lot,omitempty"`
	Expiry    string    `json:"expiry,omitempty"`
	Made      string    `json:"made,omitempty"`
	Serial    string    `json:"serial,omitempty"`
	Quantity  *int64    `json:"quantity,omitempty"`
	SSCC      string    `json:"sscc,omitempty"`
	Content   string    `json:"contentGtin,omitempty"`
	ID        string    `json:"id,omitempty"`
	Text      string    `json:"text,omitempty"`
	Elements  []element `json:"elements,omitempty"`
	National  string    `json:"national,omitempty"` // scheme and number, as PZN:12345678
	Prefix    string    `json:"tracePrefix,omitempty"`
	Doubts    []said    `json:"doubts,omitempty"`
	Rescued   []string  `json:"rescued,omitempty"`    // codes of the doubts that are repairs
	Choices   []string  `json:"candidates,omitempty"` // ways to read it, likeliest first
	Fault     *said     `json:"fault,omitempty"`
}

type element struct {
	AI    string `json:"ai"`
	Title string `json:"title,omitempty"`
	Value string `json:"value"`
	At    int    `json:"at"` // byte offset in the input, -1 if the value was unescaped
	Date  string `json:"date,omitempty"`
}

// said is a fault or a doubt.
type said struct {
	Code   string `json:"code"`
	At     int    `json:"at"`
	AI     string `json:"ai,omitempty"`
	Detail string `json:"detail,omitempty"`
	Words  string `json:"words"`
}

// object answers with one JSON object.
func (d decoding) object(_ string, r *scan.Reading, fault *scan.Fault) ([]byte, error) {
	if fault != nil {
		return json.Marshal(decoded{Fault: &said{fault.Code, fault.At, fault.AI, fault.Detail, d.faultWords(fault)}})
	}
	o := decoded{
		OK: true, Kind: string(r.Kind), Standard: string(r.Standard),
		Symbology: string(r.Symbology), Carrier: r.Symbology.Carrier(),
		GTIN: r.GTIN(), Lot: r.Lot(), Expiry: string(r.Expiry()), Made: string(r.Made()), Serial: r.Serial(),
		SSCC: r.SSCC(), Content: r.ContentGTIN(), ID: r.ID, Text: r.Text,
		Prefix: r.TracePrefix(), Rescued: r.Rescued(),
	}
	if scheme, number := r.National(); scheme != "" {
		o.National = scheme + ":" + number
	}
	for i := range r.Candidates {
		o.Choices = append(o.Choices, r.Candidates[i].Bracketed())
	}
	if n, ok := r.Quantity(); ok {
		o.Quantity = &n
	}
	for i := range r.Elements {
		e := &r.Elements[i]
		o.Elements = append(o.Elements, element{e.AI, e.Title(), e.Value, e.At, string(e.Day())})
	}
	for _, doubt := range r.Doubts {
		say := words.Say("scan.doubt."+doubt.Code, doubt.Pairs()...).In(d.language)
		o.Doubts = append(o.Doubts, said{doubt.Code, doubt.At, doubt.AI, doubt.Detail, say})
	}
	return json.Marshal(o)
}
