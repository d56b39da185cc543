// A new paper: goods that go back, change places, or can be used no more; and
// goods that were received at another place.

import { h } from "preact";
import { useEffect, useState } from "preact/hooks";
import { PageProps } from "../main";
import { get, post, Refused } from "../api";
import { newId } from "../live";
import { nameOf, say } from "../words";
import { Failure, Frame, useGet } from "./frame";
import { Row } from "./table";

interface Line { row: Row; quantity: string; to: string; lot: string; expiry: string; level: string }
interface Form { places: Row[]; reasons: { code: string; text: string }[] }

/** shape says what a kind of paper asks for, and where it is posted. */
const shapes: { [kind: string]: { path: string; receipt?: boolean; reason?: boolean; to?: boolean; bought?: boolean } } = {
  return: { path: "returns", receipt: true, reason: true },
  transfer: { path: "transfers", to: true },
  damage: { path: "damages", reason: true },
  receipt: { path: "receipts", bought: true },
};

export const NewPaper = ({ me, spoke, kind }: PageProps & { kind: string }) => {
  const shape = shapes[kind] || shapes.transfer;
  const form = useGet<Form>("/api/v1/desk");
  const [id] = useState(newId);
  const [head, setHead] = useState<Row>({ receipt: new URLSearchParams(location.search).get("receipt") || "" });
  const [lines, setLines] = useState<Line[]>([]);
  const [told, setTold] = useState<unknown>(undefined);
  const [signers, setSigners] = useState<{ badge: string; pin: string }[]>([]);
  const places = (form.value && form.value.places) || [];
  const reasons = (form.value && form.value.reasons) || [];
  const set = (name: string) => (e: any) => setHead({ ...head, [name]: e.currentTarget.value });
  const change = (at: number, part: Partial<Line>) => setLines(lines.map((l, i) => (i === at ? { ...l, ...part } : l)));
  const text = (name: string) => String(head[name] || "").trim();
  const send = () => {
    const goods = lines.map((l) => ({ item: l.row.itemId, lot: l.row.lot, from: l.row.place, quantity: Number(l.quantity) || 0, ...(shape.to ? { to: l.to || (places[0] && places[0].id) || "" } : {}) }));
    const bought = lines.map((l) => ({ item: l.row.id, lot: l.lot.trim(), expiry: l.expiry, quantity: Number(l.quantity) || 0, level: l.level }));
    const reason = text("reason") || (reasons[0] && reasons[0].code) || "";
    const body: Row = { id, signatures: signers.filter((s) => s.badge.trim() && s.pin).map((s) => ({ badge: s.badge.trim(), pin: s.pin })) };
    if (shape.bought) Object.assign(body, { order: text("order"), note: text("note"), place: text("place") || (places[0] && places[0].id) || "", lines: bought });
    else Object.assign(body, { remark: text("remark"), goods, numbers: text("numbers").split(/[\s,;，；、]+/).filter(Boolean) });
    if (shape.reason) body.reason = reason;
    if (shape.receipt) Object.assign(body, { receipt: text("receipt"), carrier: text("carrier"), credit: !!head.credit });
    post<Row>("/api/v1/" + shape.path, body).then((d) => location.assign(`/documents/${d.kind}/${encodeURIComponent(d.id)}`), (no) => {
      setTold(no);
      if (no instanceof Refused && no.code === "signature_missing" || signers.length) setSigners([{ badge: (signers[0] || { badge: "" }).badge, pin: "" }, { badge: (signers[1] || { badge: "" }).badge, pin: "" }]);
    });
  };
  const sign = (at: number, part: { badge?: string; pin?: string }) => setSigners(signers.map((s, i) => (i === at ? { ...s, ...part } : s)));
  const field = (name: string) => <label>{say("web.paper_" + name)}<input value={head[name] || ""} maxLength={300} onInput={set(name)} /></label>;
  const place = (value: string, chosen: (id: string) => void) => (
    <select value={value} aria-label={say("web.paper_place")} onChange={(e) => chosen(e.currentTarget.value)}>{places.map((p) => <option key={p.id} value={p.id}>{p.id}</option>)}</select>
  );
  return (
    <Frame me={me} spoke={spoke} title={say("web.new_" + kind)}>
      <Failure of={form.refused || told} />
      <div class="sheet">
        {shape.receipt && field("receipt")}
        {shape.bought && <div class="pair">{field("order")}{field("note")}</div>}
        {shape.bought && <label>{say("web.paper_place")}{place(head.place || (places[0] && places[0].id), (p) => setHead({ ...head, place: p }))}</label>}
        {shape.reason && <label>{say("web.col_reason")}<select value={head.reason || (reasons[0] && reasons[0].code)} onChange={set("reason")}>{reasons.map((r) => <option key={r.code} value={r.code}>{r.text}</option>)}</select></label>}
        {!shape.bought && field("remark")}
        {shape.receipt && field("carrier")}
        {shape.receipt && <label class="check"><input type="checkbox" checked={!!head.credit} onChange={(e) => setHead({ ...head, credit: e.currentTarget.checked })} /><span>{say("web.paper_credit")}</span></label>}
        {!shape.bought && <label>{say("web.paper_numbers")}<textarea rows={3} value={head.numbers || ""} onInput={set("numbers")} /></label>}
        <Search path={shape.bought ? "/api/v1/items" : "/api/v1/stock"} chosen={(row) => setLines(lines.concat({ row, quantity: shape.bought ? "1" : String(row.quantity), to: "", lot: "", expiry: "", level: usual(row) }))} />
        <ul class="asked">{lines.map((l, i) => (
          <li key={i}>
            <b>{nameOf(l.row.item || l.row.name)} {l.row.spec}</b>
            {!shape.bought && <span><code>{l.row.lot}</code> {l.row.place}</span>}
            {shape.bought && <input value={l.lot} placeholder={say("web.col_lot")} aria-label={say("web.col_lot")} onInput={(e) => change(i, { lot: e.currentTarget.value })} />}
            {shape.bought && <input type="date" value={l.expiry} aria-label={say("web.col_expiry")} onInput={(e) => change(i, { expiry: e.currentTarget.value })} />}
            <input type="number" min="1" step="1" value={l.quantity} aria-label={say("web.col_quantity")} onInput={(e) => change(i, { quantity: e.currentTarget.value })} />
            {shape.bought ? <select value={l.level} onChange={(e) => change(i, { level: e.currentTarget.value })}>{(l.row.packages || []).map((p: Row) => <option key={p.level} value={p.level}>{nameOf(p.unit)}</option>)}</select> : <span>{nameOf(l.row.unit)}</span>}
            {shape.to && place(l.to, (to) => change(i, { to }))}
            <button type="button" onClick={() => setLines(lines.filter((_, at) => at !== i))}>{say("web.paper_remove")}</button>
          </li>
        ))}</ul>
        {signers.length > 0 && <p class="lead">{say("web.paper_two_sign")}</p>}
        {signers.map((s, i) => (
          <fieldset key={i} class="pair">
            <legend>{say(i ? "web.paper_witness" : "web.paper_accepted")}</legend>
            <label>{say("web.sign_badge")}<input value={s.badge} autocomplete="off" onInput={(e) => sign(i, { badge: e.currentTarget.value })} /></label>
            <label>{say("web.sign_pin")}<input type="password" inputMode="numeric" autocomplete="off" value={s.pin} onInput={(e) => sign(i, { pin: e.currentTarget.value })} /></label>
          </fieldset>
        ))}
        <p><button type="button" class="main" disabled={!lines.length} onClick={send}>{say("web.paper_send")}</button></p>
      </div>
    </Frame>
  );
};

const usual = (row: Row): string => {
  const packs: Row[] = row.packages || [];
  return packs.some((p) => p.level === "box") ? "box" : "base";
};

/** Search finds goods to put on the paper. */
const Search = ({ path, chosen }: { path: string; chosen(row: Row): void }) => {
  const [query, setQuery] = useState("");
  const [found, setFound] = useState<Row[]>([]);
  useEffect(() => {
    let gone = false;
    const timer = window.setTimeout(() => {
      if (!query.trim()) return setFound([]);
      get<{ rows: Row[] }>(`${path}?limit=8&q=${encodeURIComponent(query)}`).then((p) => !gone && setFound(p.rows), () => undefined);
    }, 150);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [query]);
  const take = (row: Row) => () => {
    chosen(row);
    setQuery("");
  };
  return (
    <div>
      <label>{say("web.paper_search")}<input type="search" value={query} onInput={(e) => setQuery(e.currentTarget.value)} /></label>
      <ul class="found">{found.map((row, i) => <li key={i}><button type="button" onClick={take(row)}><code>{row.itemId || row.id}</code> {nameOf(row.item || row.name)} {row.spec} {row.lot && <code>{row.lot}</code>} {row.place} {row.place && `${row.quantity} ${nameOf(row.unit)}`}</button></li>)}</ul>
    </div>
  );
};
