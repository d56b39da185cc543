package server

import (
	"net/http"

	"lotgate/internal/auth"
	"lotgate/internal/stock"
)

const (
	get   = http.MethodGet
	post  = http.MethodPost
	put   = http.MethodPut
	erase = http.MethodDelete
)

// table is everything that is served.
func (s *Server) table() []*route {
	groups := [][]*route{
		siteRoutes(), personRoutes(), stationRoutes(), boardRoutes(), listRoutes(), supplyRoutes(), lotRoutes(), requisitionRoutes(), policyRoutes(),
		s.documentRoutes(), s.sealRoutes(), s.keepingRoutes(), deskRoutes(), s.labelRoutes(), s.templateRoutes(), s.importRoutes(), s.deviceRoutes(), s.metricsRoutes(), s.demoRoutes(), s.webRoutes(),
	}
	var all []*route
	for _, group := range groups {
		all = append(all, group...)
	}
	return all
}

func siteRoutes() []*route {
	return []*route{
		{get, "/healthz", public, nothing, (*call).health, about{name: "health", out: healthReport{}}},
		{get, "/readyz", public, nothing, (*call).ready, about{name: "ready", out: healthReport{}}},
		{get, "/api/openapi.json", public, nothing, (*call).openAPI, about{name: "openapi", out: map[string]any{}, query: []string{"lang"}}},
		{get, "/api/v1/words", public, nothing, (*call).words, about{name: "words", out: map[string]string{}, query: []string{"lang"}}},
	}
}

func personRoutes() []*route {
	return []*route{
		{get, "/api/v1/me", public, nothing, (*call).me, about{name: "me", out: meAnswer{}, query: []string{"station"}}},
		{put, "/api/v1/me/language", signedIn, someJSON, (*call).chooseLanguage, about{name: "language", in: languageChoice{}}},
		{post, "/api/v1/session", proving, someJSON, (*call).signIn, about{name: "sign-in", in: credentials{}, out: meAnswer{}}},
		{erase, "/api/v1/session", public, nothing, (*call).signOut, about{name: "sign-out"}},
		{post, "/api/v1/setup", access{open: true, local: true, guesses: true}, someJSON, (*call).setUp, about{name: "setup", in: firstPerson{}, out: meAnswer{}}},
		{get, "/api/v1/tokens", needs(auth.Manage), nothing, (*call).tokens, about{name: "tokens", out: page[tokenRow]{}, query: []string{"q", "limit", "after", "lang", "format"}}},
		{post, "/api/v1/tokens", needs(auth.Manage), someJSON, (*call).issueToken, about{name: "token-issue", in: tokenOrder{}, out: tokenIssued{}}},
		{erase, "/api/v1/tokens/{name}", needs(auth.Manage), nothing, (*call).revokeToken, about{name: "token-revoke"}},
	}
}

func stationRoutes() []*route {
	use, view := needs(auth.StationUse), needs(auth.StationView)
	return []*route{
		{get, "/api/v1/stations", public, nothing, (*call).stations, about{name: "stations", out: []Station{}}},
		{get, "/api/v1/stations/{id}/screen", view, nothing, (*call).stationScreen, about{name: "screen", out: face{}, query: []string{"lang"}}},
		{get, "/api/v1/stations/{id}/live", public, nothing, (*call).stationLive, about{name: "station-live", out: face{}, kind: socket, query: []string{"lang"}}},
		{post, "/api/v1/stations/{id}/signin", proving, someJSON, (*call).signInAt, about{name: "station-sign-in", in: credentials{}, out: face{}, query: []string{"lang"}}},
		{post, "/api/v1/stations/{id}/signout", use, someJSON, (*call).signOutAt, about{name: "station-sign-out"}},
		{post, "/api/v1/stations/{id}/input", use, someJSON, (*call).input, about{name: "input", in: message{}, out: face{}, query: []string{"lang"}}},
	}
}

func boardRoutes() []*route {
	view := needs(auth.BoardView)
	return []*route{
		{get, "/api/v1/boards/{name}", view, nothing, (*call).board, about{name: "board", out: face{}, query: []string{"lang"}}},
		{get, "/api/v1/boards/{name}/live", view, nothing, (*call).boardLive, about{name: "board-live", out: face{}, kind: socket, query: []string{"lang"}}},
	}
}

func listRoutes() []*route {
	paging := []string{"q", "limit", "after", "lang", "format"}
	return []*route{
		{get, "/api/v1/items", needs(auth.StockView), nothing, (*call).items, about{name: "items", out: page[stock.Item]{}, query: paging}},
		{get, "/api/v1/lots", needs(auth.StockView), nothing, (*call).lots, about{name: "lots", out: page[lotRow]{}, query: paging}},
		{get, "/api/v1/stock", needs(auth.StockView), nothing, (*call).stock, about{name: "stock", out: page[stockRow]{}, query: paging}},
		{get, "/api/v1/stock/expiring", needs(auth.StockView), nothing, (*call).expiring, about{name: "stock-expiring", out: page[expiringRow]{}, query: append([]string{"state"}, paging...)}},
		{get, "/api/v1/places", needs(auth.StockView), nothing, (*call).places, about{name: "places", out: page[stock.Place]{}, query: paging}},
		{get, "/api/v1/people", needs(auth.Manage), nothing, (*call).people, about{name: "people", out: page[personRow]{}, query: paging}},
		{get, "/api/v1/document-states", needs(auth.DocumentView), nothing, (*call).documentStates, about{name: "document-states", out: page[kindStages]{}, query: []string{"lang"}}},
		{get, "/api/v1/documents", needs(auth.DocumentView), nothing, (*call).documents, about{name: "documents", out: page[documentRow]{}, query: append([]string{"kind", "state", "from", "to"}, paging...)}},
		{get, "/api/v1/documents/{kind}", needs(auth.DocumentView), nothing, (*call).documents, about{name: "documents-of", out: page[documentRow]{}, query: append([]string{"state", "from", "to"}, paging...)}},
		{get, "/api/v1/documents/{kind}/{id}/history", needs(auth.DocumentView), nothing, (*call).history, about{name: "document-history", out: page[stepRow]{}, query: []string{"limit", "after", "lang", "format"}}},
		{get, "/api/v1/documents/{kind}/{id}", needs(auth.DocumentView), nothing, (*call).document, about{name: "document", out: documentAnswer{}, query: []string{"lang"}}},
	}
}

func lotRoutes() []*route {
	return []*route{
		{get, "/api/v1/lot", needs(auth.StockView), nothing, (*call).lot, about{name: "lot", out: lotAnswer{}, query: []string{"item", "lot", "lang"}}},
		{post, "/api/v1/lots/hold", needs(auth.LotHold), someJSON, (*call).holdLot, about{name: "lot-hold", in: lotOrder{}, out: lotAnswer{}, query: []string{"lang"}}},
		{post, "/api/v1/lots/recall", needs(auth.LotRecall), someJSON, (*call).recallLot, about{name: "lot-recall", in: lotOrder{}, out: lotAnswer{}, query: []string{"lang"}}},
		{get, "/api/v1/lot/steps", needs(auth.DocumentView), nothing, (*call).lotStepsList, about{name: "lot-steps", out: page[lotStepRow]{}, query: []string{"item", "lot", "q", "limit", "after", "lang", "format"}}},
		{get, "/api/v1/trace/{by}/{id}", needs(auth.DocumentView), nothing, (*call).trace, about{name: "trace", out: page[traceRow]{}, query: []string{"q", "limit", "after", "lang", "format"}}},
		{get, "/api/v1/recalls", needs(auth.RequestView), nothing, (*call).recalls, about{name: "recalls", out: page[recallRow]{}, query: []string{"state", "q", "limit", "after", "lang", "format"}}},
		{get, "/api/v1/recalls/{id}", needs(auth.RequestView), nothing, (*call).recall, about{name: "recall", out: recallAnswer{}, query: []string{"lang"}}},
		{post, "/api/v1/recalls/{id}/answer", needs(auth.RecallAnswer), someJSON, (*call).answerRecall, about{name: "recall-answer", in: recallReply{}, out: recallAnswer{}, query: []string{"lang"}}},
		{post, "/api/v1/givebacks", needs(auth.TakeBack), longJSON, (*call).takeBack, about{name: "giveback", in: giveBackOrder{}, out: giveBackAnswer{}}},
		{get, "/api/v1/urgent", needs(auth.DocumentView), nothing, (*call).urgents, about{name: "urgent", out: page[urgentRow]{}, query: []string{"state", "q", "limit", "after", "lang", "format"}}},
		{post, "/api/v1/urgent", needs(auth.Urgent), someJSON, (*call).issueUrgently, about{name: "urgent-issue", in: urgentOrder{}, out: urgentRow{}, query: []string{"lang"}}},
		{post, "/api/v1/urgent/{issue}/take", needs(auth.Urgent), someJSON, (*call).takeUrgently, about{name: "urgent-take", in: urgentTaking{}, out: urgentRow{}, query: []string{"lang"}}},
		{post, "/api/v1/urgent/{issue}/review", needs(auth.UrgentReview), someJSON, (*call).reviewUrgent, about{name: "urgent-review", in: urgentReview{}, out: urgentRow{}, query: []string{"lang"}}},
		{post, "/api/v1/lots/release", needs(auth.LotRelease), someJSON, (*call).releaseLot, about{name: "lot-release", in: lotOrder{}, out: lotAnswer{}, query: []string{"lang"}}},
	}
}

func policyRoutes() []*route {
	view, lang := needs(auth.PolicyView), []string{"lang"}
	return []*route{
		{get, "/api/v1/policy", view, nothing, (*call).policy, about{name: "policy", out: policyAnswer{}, query: lang}},
		{post, "/api/v1/policy", needs(auth.PolicyChange), longJSON, (*call).setPolicy, about{name: "policy-set", in: policyOrder{}, out: policyAnswer{}, query: lang}},
		{get, "/api/v1/policy/versions", view, nothing, (*call).policyVersions, about{name: "policy-versions", out: page[versionRow]{}, query: []string{"q", "limit", "after", "lang", "format"}}},
		{get, "/api/v1/policy/versions/{number}", view, nothing, (*call).policy, about{name: "policy-version", out: policyAnswer{}, query: lang}},
		{get, "/api/v1/register", needs(auth.DocumentView), nothing, (*call).register, about{name: "register", out: page[registerRow]{}, query: []string{"q", "limit", "after", "lang", "format"}}},
		{get, "/api/v1/policy/ask", view, nothing, (*call).askPolicy, about{name: "policy-ask", out: policyVerdict{}, query: []string{"item", "lot", "expiry", "made", "purpose", "place", "day", "lang"}}},
	}
}

func requisitionRoutes() []*route {
	view, write, approve := needs(auth.RequestView), needs(auth.AskFor), needs(auth.Approve)
	lang := []string{"lang"}
	return []*route{
		{get, "/api/v1/requisitions", view, nothing, (*call).requisitions, about{name: "requisitions", out: page[requisitionRow]{}, query: []string{"state", "q", "limit", "after", "lang", "format"}}},
		{get, "/api/v1/requisitions/form", write, nothing, (*call).requisitionForm, about{name: "requisition-form", out: requisitionForm{}}},
		{get, "/api/v1/requisitions/items", write, nothing, (*call).items, about{name: "requisition-items", out: page[stock.Item]{}, query: []string{"q", "limit", "after", "lang", "format"}}},
		{post, "/api/v1/waves", needs(auth.WaveStart), someJSON, (*call).startWave, about{name: "wave-start", in: waveOrder{}, out: waveAnswer{}}},
		{get, "/api/v1/requisitions/{id}", view, nothing, (*call).requisition, about{name: "requisition", out: requisitionAnswer{}, query: lang}},
		{post, "/api/v1/requisitions", write, longJSON, (*call).writeRequisition, about{name: "requisition-write", in: requisitionOrder{}, out: requisitionAnswer{}, query: lang}},
		{post, "/api/v1/requisitions/{id}/approve", approve, someJSON, (*call).approveRequisition, about{name: "requisition-approve", in: decision{}, out: requisitionAnswer{}, query: lang}},
		{post, "/api/v1/requisitions/{id}/refuse", approve, someJSON, (*call).refuseRequisition, about{name: "requisition-refuse", in: decision{}, out: requisitionAnswer{}, query: lang}},
		{post, "/api/v1/requisitions/{id}/withdraw", write, someJSON, (*call).withdrawRequisition, about{name: "requisition-withdraw", in: decision{}, out: requisitionAnswer{}, query: lang}},
	}
}

// supplyRoutes are about who delivers, what was announced, and what became of
// each single pack.
func supplyRoutes() []*route {
	paging := []string{"q", "limit", "after", "lang", "format"}
	lang := []string{"lang"}
	view, review := needs(auth.StockView), needs(auth.SupplierReview)
	return []*route{
		{get, "/api/v1/suppliers", view, nothing, (*call).suppliers, about{name: "suppliers", out: page[supplierRow]{}, query: paging}},
		{get, "/api/v1/suppliers/due", view, nothing, (*call).runsOut, about{name: "suppliers-due", out: page[runsOutRow]{}, query: paging}},
		{get, "/api/v1/suppliers/{id}", view, nothing, (*call).supplier, about{name: "supplier", out: supplierAnswer{}, query: lang}},
		{post, "/api/v1/suppliers/{id}/papers", review, someJSON, (*call).filePaper, about{name: "supplier-paper", in: paperOrder{}, out: supplierAnswer{}, query: lang}},
		{post, "/api/v1/suppliers/{id}/reviews", review, someJSON, (*call).reviewSupplier, about{name: "supplier-review", in: reviewOrder{}, out: supplierAnswer{}, query: lang}},
		{post, "/api/v1/suppliers/{id}/release", review, someJSON, (*call).releaseApart, about{name: "supplier-release", in: releaseOrder{}, out: supplierAnswer{}, query: lang}},
		{get, "/api/v1/deliveries", needs(auth.DocumentView), nothing, (*call).deliveries, about{name: "deliveries", out: page[deliveryRow]{}, query: append([]string{"order", "state", "from", "to"}, paging...)}},
		{get, "/api/v1/deliveries/{id}", needs(auth.DocumentView), nothing, (*call).delivery, about{name: "delivery", out: deliveryAnswer{}, query: lang}},
		{get, "/api/v1/missed-codes", view, nothing, (*call).missedCodes, about{name: "missed-codes", out: page[missedRow]{}, query: []string{"q", "limit", "after", "lang", "format"}}},
		{post, "/api/v1/missed-codes", needs(auth.LotRelease), someJSON, (*call).nameMissed, about{name: "missed-code", in: missedOrder{}, out: traceAnswer{}, query: []string{"lang"}}},
		{get, "/api/v1/trace-codes/{code}", view, nothing, (*call).traceCode, about{name: "trace-code", out: traceAnswer{}, query: []string{"item", "lang"}}},
	}
}

func (s *Server) documentRoutes() []*route {
	if s.Documents == nil {
		return nil
	}
	return []*route{
		{get, "/api/v1/documents/{kind}/{id}.pdf", needs(auth.DocumentView), nothing, (*call).paper, about{name: "document-pdf", kind: "application/pdf", query: []string{"lang"}}},
	}
}

// deskRoutes are what is done at a desk, and what its forms choose from.
func deskRoutes() []*route {
	write := needs(auth.PaperWrite)
	return []*route{
		{get, "/api/v1/desk", write, nothing, (*call).deskForm, about{name: "desk", out: deskForm{}, query: []string{"lang"}}},
		{get, "/api/v1/inspections/due", needs(auth.DocumentView), nothing, (*call).inspectionsDue, about{name: "inspections-due", out: page[dueRow]{}, query: []string{"q", "limit", "after", "lang", "format"}}},
		{post, "/api/v1/inspections", needs(auth.LotInspect), someJSON, (*call).inspect, about{name: "inspect", in: inspectionOrder{}, out: documentAnswer{}, query: []string{"lang"}}},
		{post, "/api/v1/returns", write, longJSON, (*call).sendBack, about{name: "return", in: returnOrder{}, out: documentAnswer{}, query: []string{"lang"}}},
		{post, "/api/v1/transfers", write, someJSON, (*call).moveGoods, about{name: "transfer", in: transferOrder{}, out: documentAnswer{}, query: []string{"lang"}}},
		{post, "/api/v1/unpacks", write, someJSON, (*call).unpack, about{name: "unpack", in: packingOrder{}, out: packingAnswer{}, query: []string{"lang"}}},
		{post, "/api/v1/repacks", write, someJSON, (*call).repack, about{name: "repack", in: packingOrder{}, out: packingAnswer{}, query: []string{"lang"}}},
		{post, "/api/v1/releases", needs(auth.LotInspect), someJSON, (*call).releaseGoods, about{name: "release", in: quarantineOrder{}, out: documentAnswer{}, query: []string{"lang"}}},
		{post, "/api/v1/damages", write, someJSON, (*call).reportDamage, about{name: "damage", in: damageOrder{}, out: documentAnswer{}, query: []string{"lang"}}},
		{post, "/api/v1/damages/{id}/approve", needs(auth.DocumentView), someJSON, (*call).approveDamage, about{name: "damage-approve", in: damageWord{}, out: documentAnswer{}, query: []string{"lang"}}},
		{post, "/api/v1/damages/{id}/decline", needs(auth.DocumentView), someJSON, (*call).declineDamage, about{name: "damage-decline", in: damageWord{}, out: documentAnswer{}, query: []string{"lang"}}},
		{post, "/api/v1/damages/{id}/destroy", write, someJSON, (*call).destroyDamaged, about{name: "damage-destroy", in: damageWord{}, out: documentAnswer{}, query: []string{"lang"}}},
		{post, "/api/v1/receipts", needs(auth.ReceiptBook), someJSON, (*call).bookReceipt, about{name: "receipt-book", in: receiptOrder{}, out: documentAnswer{}, query: []string{"lang"}}},
	}
}

func (s *Server) labelRoutes() []*route {
	if s.Labels == nil {
		return nil
	}
	return []*route{
		{get, "/api/v1/labels", needs(auth.LabelView), nothing, (*call).labels, about{name: "labels", out: []Label{}, query: []string{"limit"}}},
		{get, "/api/v1/labels/live", needs(auth.LabelView), nothing, (*call).labelsLive, about{name: "labels-live", out: labelList{}, kind: socket}},
		{get, "/api/v1/labels/{id}.png", needs(auth.LabelView), nothing, (*call).labelPNG, about{name: "label-png", kind: "image/png"}},
		{post, "/api/v1/labels", needs(auth.LabelPrint), someJSON, (*call).labelGoods, about{name: "label", in: labelOrder{}, out: labelAnswer{}}},
		{post, "/api/v1/printers/{id}/test", needs(auth.DeviceSet), someJSON, (*call).testPrinter, about{name: "printer-test", in: testOrder{}, out: labelAnswer{}}},
		{post, "/api/v1/labels/{id}/reprint", needs(auth.LabelPrint), someJSON, (*call).reprint, about{name: "label-reprint"}},
	}
}

func (s *Server) templateRoutes() []*route {
	if s.Templates == nil {
		return nil
	}
	return []*route{
		{get, "/api/v1/templates", needs(auth.LabelView), nothing, (*call).templates, about{name: "templates", out: []Template{}, query: []string{"lang"}}},
		{get, "/api/v1/templates/schema.json", needs(auth.LabelView), nothing, (*call).templateSchema, about{name: "template-schema", kind: "application/schema+json"}},
		{get, "/api/v1/templates/{id}", needs(auth.LabelView), nothing, (*call).templateText, about{name: "template", out: TemplateText{}}},
		{post, "/api/v1/templates/preview", needs(auth.LabelView), longJSON, (*call).templatePreview, about{name: "template-preview", in: PreviewOrder{}, kind: "image/png", query: []string{"lang"}}},
		{put, "/api/v1/templates/{id}", needs(auth.DeviceSet), longJSON, (*call).saveTemplate, about{name: "template-save", in: templateOrder{}}},
	}
}

func (s *Server) importRoutes() []*route {
	if s.Import == nil {
		return nil
	}
	return []*route{
		{get, "/api/v1/import/tables.xlsx", needs(auth.MasterImport), nothing, (*call).tables, about{name: "import-tables", kind: xlsx, query: []string{"lang"}}},
		{post, "/api/v1/import", needs(auth.MasterImport), files, (*call).importFiles, about{name: "import", in: importForm{}, out: Summary{}}},
		{get, "/api/v1/policy/tables", needs(auth.PolicyView), nothing, (*call).policyTables, about{name: "policy-tables", kind: xlsx, query: []string{"version", "table", "format", "lang"}}},
		{post, "/api/v1/policy/import", needs(auth.PolicyChange), files, (*call).importPolicy, about{name: "policy-import", in: importForm{}, out: Summary{}}},
	}
}

func (s *Server) deviceRoutes() []*route {
	if s.Devices == nil {
		return nil
	}
	return []*route{
		{get, "/api/v1/devices", needs(auth.DeviceView), nothing, (*call).devices, about{name: "devices", out: Devices{}, query: []string{"lang"}}},
		{get, "/api/v1/clock", needs(auth.DeviceView), nothing, (*call).sendClock, about{name: "clock", out: clockReport{}, query: []string{"lang"}}},
		{post, "/api/v1/clock/accept", needs(auth.ClockAccept), someJSON, (*call).acceptClock, about{name: "clock-accept", in: clockWord{}, out: clockReport{}, query: []string{"lang"}}},
		{get, "/api/v1/devices/{profile}/sheet.pdf", needs(auth.DeviceView), nothing, (*call).setupSheet, about{name: "setup-sheet", kind: "application/pdf", query: []string{"lang"}}},
		{get, "/api/v1/devices/{profile}/{code}.png", needs(auth.DeviceView), nothing, (*call).setupPNG, about{name: "setup-png", kind: "image/png"}},
	}
}

// metricsRoutes are for a program on this machine, or one with a token.
func (s *Server) metricsRoutes() []*route {
	if s.Metrics == nil {
		return nil
	}
	return []*route{{get, "/metrics", access{right: auth.DeviceView, orLocal: true}, nothing, (*call).metrics, about{name: "metrics", kind: "text/plain"}}}
}

func (s *Server) demoRoutes() []*route {
	if s.Demo == nil {
		return nil
	}
	return []*route{
		{get, "/api/v1/demo", demoOnly, nothing, (*call).demoSheet, about{name: "demo", out: DemoSheet{}, query: []string{"lang"}}},
		{get, "/api/v1/demo/code.png", demoOnly, nothing, (*call).demoCode, about{name: "demo-code", kind: "image/png", query: []string{"data", "as"}}},
		{post, "/api/v1/demo/scan", demoOnly, someJSON, (*call).demoScan, about{name: "demo-scan", in: demoScan{}}},
	}
}

// webRoutes serve the browser's half. It holds nothing of the store's, so
// anybody may have it.
func (s *Server) webRoutes() (routes []*route) {
	for path := range s.Assets {
		if path != s.Shell {
			routes = append(routes, &route{get, path, public, nothing, (*call).asset, about{}})
		}
	}
	for _, page := range s.Pages {
		routes = append(routes, &route{get, page, public, nothing, (*call).shell, about{}})
	}
	return routes
}
