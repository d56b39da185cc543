package server

import (
	"strings"

	"lotgate/internal/auth"
	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// What people do at a desk: papers that move goods, and the words of those who
// sign. Each is posted under an id of the client's, and answered with the
// document as it stands then.

// signature is a person's badge and PIN, shown afresh.
type signature struct {
	Badge string `json:"badge"`
	PIN   string `json:"pin"`
}

// signing is a command that somebody signs: it tells whose signature it needs,
// and over what.
type signing interface {
	fact.Command
	Signing(fact.View) (needs []policy.Need, hash string)
}

// postSigned brings a command to the books with the signature of the one
// person that it needs. Refusals: those of auth.Undersign, and of the command.
func (c *call) postSigned(id string, command signing, s signature) ([]fact.Recorded, error) {
	var over fact.Signature
	err := c.Ledger.View(func(view fact.View) error {
		needs, hash := command.Signing(view)
		over = fact.Signature{Meaning: needs[0].Meaning, Hash: hash}
		return nil
	})
	if err != nil {
		return nil, err
	}
	given, err := auth.Undersign(c.r.Context(), c.Gatekeeper, s.Badge, s.PIN, c.from(), over, c.Now())
	if err != nil {
		return nil, err
	}
	return c.post(id, command, given)
}

// goodsOrder is some of a lot in a place.
type goodsOrder struct {
	Item     stock.ItemID   `json:"item"`
	Lot      string         `json:"lot"`
	From     stock.PlaceID  `json:"from"`
	To       stock.PlaceID  `json:"to,omitempty"`    // of a transfer
	Quantity stock.Quantity `json:"quantity"`        // 0 for all that is free there
	Level    stock.Level    `json:"level,omitempty"` // of the packages counted; base units without
}

// counted counts all of an order in base units.
func (c *call) counted(orders []goodsOrder) (goods []document.Goods, err error) {
	err = c.Ledger.View(func(view fact.View) error {
		for _, o := range orders {
			quantity, err := inBase(view, requisitionOrderLine{Item: o.Item, Quantity: o.Quantity, Level: o.Level})
			if err != nil {
				return err
			}
			goods = append(goods, document.Goods{Item: o.Item, Lot: o.Lot, From: o.From, To: o.To, Quantity: quantity})
		}
		return nil
	})
	return goods, err
}

// returnOrder sends goods back to the supplier of a receipt.
type returnOrder struct {
	ID      string       `json:"id"` // made by the client; the same again writes nothing
	Receipt string       `json:"receipt"`
	Reason  string       `json:"reason"` // code
	Remark  string       `json:"remark,omitempty"`
	Carrier string       `json:"carrier,omitempty"` // who takes the goods along
	Goods   []goodsOrder `json:"goods"`
	Numbers []string     `json:"numbers,omitempty"` // of packs, as scanned, that bear one of their own, and of cases of such packs
	Credit  bool         `json:"credit,omitempty"`  // the supplier credits them: the order waits for nothing in their place
	twoOverGoods
}

// twoOverGoods are the signatures under a paper of goods of a two-person class.
type twoOverGoods struct {
	Signatures []signature `json:"signatures,omitempty"` // of a two-person class: who counted the goods, and who checked it
}

func (c *call) counting(two twoOverGoods, hash string) ([]fact.Signature, error) {
	return c.undersign(two.Signatures, hash, fact.Counted, fact.Checked)
}

// numbered finds the packs and cases of a paper by what their codes say.
func (c *call) numbered(texts []string, goods []goodsOrder) (numbers []document.Numbered, err error) {
	err = c.Ledger.View(func(view fact.View) error {
		for _, text := range texts {
			if text = strings.TrimSpace(text); text == "" {
				continue
			}
			numbers = append(numbers, document.FindNumbered(view, text, itemsAmong(goods)))
		}
		return nil
	})
	return numbers, err
}

// goodsAndNumbers reads the goods of a paper and the numbers of packs among them.
func (c *call) goodsAndNumbers(orders []goodsOrder, texts []string) (goods []document.Goods, numbers []document.Numbered, err error) {
	if goods, err = c.counted(orders); err != nil {
		return nil, nil, err
	}
	numbers, err = c.numbered(texts, orders)
	return goods, numbers, err
}

func itemsAmong(goods []goodsOrder) (items []stock.ItemID) {
	for _, g := range goods {
		items = append(items, g.Item)
	}
	return items
}

func (c *call) sendBack() error {
	var o returnOrder
	if err := c.read(&o); err != nil {
		return err
	}
	goods, numbers, err := c.goodsAndNumbers(o.Goods, o.Numbers)
	if err != nil {
		return err
	}
	command := document.SendBack{Receipt: o.Receipt, Reason: o.Reason, Remark: o.Remark, Carrier: o.Carrier, Goods: goods, Numbers: numbers, Credit: o.Credit}
	given, err := c.counting(o.twoOverGoods, command.Hash())
	if err != nil {
		return err
	}
	recorded, err := c.post(o.ID, command, given...)
	if err != nil {
		return err
	}
	made, err := madeOf[document.GoodsReturned](recorded[0])
	if err != nil {
		return err
	}
	return c.sendDocument("return", made.Return.ID)
}

// passing takes the signatures of who lets a paper pass, and of the two who
// counted its goods, over its hash.
func (c *call) passing(allow *permission, o *policy.Override, two twoOverGoods, hash string) ([]fact.Signature, error) {
	allowed, err := c.allowed(allow, hash, o)
	if err != nil {
		return nil, err
	}
	counted, err := c.counting(two, hash)
	return append(allowed, counted...), err
}

// transferOrder takes goods to other places of the site.
type transferOrder struct {
	ID      string       `json:"id"` // made by the client; the same again writes nothing
	Remark  string       `json:"remark,omitempty"`
	Goods   []goodsOrder `json:"goods"`
	Numbers []string     `json:"numbers,omitempty"` // of packs among them, as scanned: a case that others stay in is opened
	Allow   *permission  `json:"allow,omitempty"`   // a bin, or packs without their numbers, where the policy lets somebody
	twoOverGoods
}

func (c *call) moveGoods() error {
	var o transferOrder
	if err := c.read(&o); err != nil {
		return err
	}
	goods, numbers, err := c.goodsAndNumbers(o.Goods, o.Numbers)
	if err != nil {
		return err
	}
	command := document.MoveGoods{Remark: o.Remark, Goods: goods, Numbers: numbers, Override: o.Allow.override()}
	given, err := c.passing(o.Allow, command.Override, o.twoOverGoods, command.Hash())
	if err != nil {
		return err
	}
	recorded, err := c.post(o.ID, command, given...)
	if err != nil {
		return err
	}
	made, err := madeOf[document.GoodsMoved](recorded[0])
	if err != nil {
		return err
	}
	return c.sendDocument("transfer", made.Transfer.ID)
}

// damageOrder reports goods that can be used no more.
type damageOrder struct {
	ID      string       `json:"id"`     // made by the client; the same again writes nothing
	Reason  string       `json:"reason"` // code
	Remark  string       `json:"remark,omitempty"`
	Goods   []goodsOrder `json:"goods"`
	Numbers []string     `json:"numbers,omitempty"` // of packs, as scanned, that bear one of their own, and of cases of such packs
	Allow   *permission  `json:"allow,omitempty"`   // to go without the numbers of packs, where the policy lets somebody
	twoOverGoods
}

func (c *call) reportDamage() error {
	var o damageOrder
	if err := c.read(&o); err != nil {
		return err
	}
	goods, numbers, err := c.goodsAndNumbers(o.Goods, o.Numbers)
	if err != nil {
		return err
	}
	command := document.ReportDamage{Reason: o.Reason, Remark: o.Remark, Goods: goods, Numbers: numbers, Override: o.Allow.override()}
	given, err := c.passing(o.Allow, command.Override, o.twoOverGoods, command.Hash())
	if err != nil {
		return err
	}
	recorded, err := c.post(o.ID, command, given...)
	if err != nil {
		return err
	}
	made, err := madeOf[document.DamageReported](recorded[0])
	if err != nil {
		return err
	}
	return c.sendDocument("damage", made.Damage.ID)
}

// damageWord is what the director in charge says, or the witness.
type damageWord struct {
	ID        string    `json:"id"`               // made by the client; the same again writes nothing
	Reason    string    `json:"reason,omitempty"` // why it is declined
	Signature signature `json:"signature"`
}

func (c *call) approveDamage() error {
	return c.damage(func(id, _ string) signing { return document.DecideDamage{Damage: id} })
}

func (c *call) declineDamage() error {
	return c.damage(func(id, reason string) signing {
		return document.DecideDamage{Damage: id, Decline: true, Reason: reason}
	})
}

func (c *call) destroyDamaged() error {
	return c.damage(func(id, _ string) signing { return document.DestroyDamaged{Damage: id} })
}

func (c *call) damage(command func(id, reason string) signing) error {
	var o damageWord
	if err := c.read(&o); err != nil {
		return err
	}
	id := c.r.PathValue("id")
	if _, err := c.postSigned(o.ID, command(id, o.Reason), o.Signature); err != nil {
		return err
	}
	return c.sendDocument("damage", id)
}

// receiptOrder books what was received at another place.
type receiptOrder struct {
	ID    string             `json:"id"` // made by the client; the same again writes nothing
	Order string             `json:"order"`
	Note  string             `json:"note,omitempty"` // delivery note
	Place stock.PlaceID      `json:"place"`          // where the goods are
	Lines []receiptOrderLine `json:"lines"`

	Signatures []signature `json:"signatures,omitempty"` // of a two-person class: who counted the goods, and who witnessed it
}

type receiptOrderLine struct {
	Item     stock.ItemID   `json:"item"`
	Quantity stock.Quantity `json:"quantity"`
	Level    stock.Level    `json:"level,omitempty"` // of the packages counted; base units without
	Lot      string         `json:"lot"`
	Expiry   stock.Date     `json:"expiry,omitempty"`
	Made     stock.Date     `json:"made,omitempty"`
}

func (c *call) bookReceipt() error {
	var o receiptOrder
	if err := c.read(&o); err != nil {
		return err
	}
	command := document.BookReceipt{Order: o.Order, Note: o.Note, Place: o.Place}
	err := c.Ledger.View(func(view fact.View) error {
		for _, l := range o.Lines {
			quantity, err := inBase(view, requisitionOrderLine{Item: l.Item, Quantity: l.Quantity, Level: l.Level})
			if err != nil {
				return err
			}
			level := stock.Level(either(string(l.Level), string(stock.Base)))
			command.Lines = append(command.Lines, document.BookedLine{Item: l.Item, Level: level, Quantity: quantity, Lot: l.Lot, Expiry: l.Expiry, Made: l.Made})
		}
		return nil
	})
	if err != nil {
		return err
	}
	given, err := c.undersign(o.Signatures, command.Hash(), fact.Accepted, fact.Witness)
	if err != nil {
		return err
	}
	recorded, err := c.post(o.ID, command, given...)
	if err != nil {
		return err
	}
	made, err := madeOf[document.ReceiptOpened](recorded[0])
	if err != nil {
		return err
	}
	return c.sendDocument("receipt", made.Receipt.ID)
}

// reasonsFor are the reasons to choose from on a paper.
func (c *call) reasonsFor(codes []string) (all []option) {
	for _, code := range codes {
		all = append(all, option{code, words.Say("reason." + code).Said(c.language())})
	}
	return all
}
