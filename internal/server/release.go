package server

import "lotgate/internal/document"

// quarantineOrder takes goods out of quarantine that the quality person has
// found good.
type quarantineOrder struct {
	ID        string       `json:"id"` // made by the client; the same again writes nothing
	Findings  string       `json:"findings"`
	Goods     []goodsOrder `json:"goods"` // to: a dock or bin; goods on consignment go to their owner's place
	Signature signature    `json:"signature"`
}

func (c *call) releaseGoods() error {
	var o quarantineOrder
	if err := c.read(&o); err != nil {
		return err
	}
	goods, err := c.counted(o.Goods)
	if err != nil {
		return err
	}
	recorded, err := c.postSigned(o.ID, document.ReleaseGoods{Findings: o.Findings, Goods: goods}, o.Signature)
	if err != nil {
		return err
	}
	made, err := madeOf[document.GoodsMoved](recorded[0])
	if err != nil {
		return err
	}
	return c.sendDocument("transfer", made.Transfer.ID)
}
