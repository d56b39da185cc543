// What departments ask for: by state, one with its lines and the answer to it,
// and a new one.

import { h } from "preact";
import { useEffect, useState } from "preact/hooks";
import { PageProps } from "../main";
import { get, post } from "../api";
import { newId } from "../live";
import { may } from "../me";
import { nameOf, say } from "../words";
import { Failure, Frame, Late, useGet } from "./frame";
import { Cell, Column, Row, Rows, Table } from "./table";

const states = ["waiting", "approved", "picking", "delivered", "draft", "refused"];

const columns: Column[] = [{ name: "id", kind: "code" }, { name: "department" }, { name: "date", kind: "date" }, { name: "lines", kind: "number" }, { name: "writer" }, { name: "says" }];

export const Requisitions = ({ me, spoke }: PageProps) => {
  const [state, setState] = useState(states[0]);
  const [query, setQuery] = useState("");
  const path = "/api/v1/requisitions?state=" + state;
  return (
    <Frame me={me} spoke={spoke} title={say("web.page_requisitions")}>
      {may(me, "requisition.write") && <p><a class="button main" href="/requisitions/new">{say("web.request_new")}</a></p>}
      <div class="finder">
        <div class="switch">{states.map((s) => <button key={s} type="button" aria-pressed={s === state} onClick={() => setState(s)}>{say("web.request_" + s)}</button>)}</div>
        <input type="search" value={query} placeholder={say("web.search_papers")} aria-label={say("web.search_papers")} onInput={(e) => setQuery(e.currentTarget.value)} />
      </div>
      <Table key={state} path={path} query={query} columns={columns} words="web.col_" link={(row) => "/requisitions/" + encodeURIComponent(row.id)} />
    </Frame>
  );
};

const heads = ["says", "department", "date", "writer", "decider", "reason", "note", "issue"];
const lineColumns: Column[] = [{ name: "no", kind: "number" }, { name: "item", of: (l) => [nameOf(l.item), l.spec].filter(Boolean).join("  ") }, { name: "amount", kind: "number" }];
const cutColumns: Column[] = lineColumns.concat({ name: "asked", kind: "number" }, { name: "cut" });

export const Requisition = ({ me, spoke, id }: PageProps & { id: string }) => {
  const path = "/api/v1/requisitions/" + encodeURIComponent(id);
  const { value, refused, late, again } = useGet<Row>(path);
  const mine = value && value.state === "draft" && value.steps.length > 0;
  return (
    <Frame me={me} spoke={spoke} title={say("web.one_requisition") + " " + id}>
      <Failure of={refused} />
      <Late late={late} />
      {value && <dl class="heads">{heads.filter((k) => nameOf(value[k]) !== "").map((k) => <div key={k}><dt>{say("web.col_" + k)}</dt><dd><Cell value={value[k]} /></dd></div>)}</dl>}
      {value && value.steps.length > 0 && <Answer key={value.state} path={path} steps={value.steps} items={value.items} done={again} />}
      {mine && <p><a class="button" href={"/requisitions/new?of=" + encodeURIComponent(id)}>{say("web.request_edit")}</a></p>}
      {value && <Rows rows={value.items} columns={(value.items as Row[]).some((l) => nameOf(l.asked) !== "") ? cutColumns : lineColumns} words="web.col_" />}
    </Frame>
  );
};

/** Answer approves, refuses or withdraws. The id stays until one of them is done. */
const Answer = ({ path, steps, items, done }: { path: string; steps: string[]; items: Row[]; done(): void }) => {
  const [cuts, setCuts] = useState<{ [line: number]: { quantity: string; reason: string } | undefined }>({});
  const [id, setId] = useState(newId);
  const [reason, setReason] = useState("");
  const [told, setTold] = useState<unknown>(undefined);
  const send = (step: string) => () => post(path + "/" + step, { id, reason: reason.trim(), ...(step === "approve" ? { cuts: cut(items, cuts) } : {}) }).then(() => {
    setId(newId());
    setTold(undefined);
    setReason("");
    done();
  }, setTold);
  return (
    <div class="sheet">
      <Failure of={told} />
      <label>{say("web.request_reason")}<input value={reason} maxLength={100} onInput={(e) => setReason(e.currentTarget.value)} /></label>
      {steps.indexOf("approve") >= 0 && <details><summary class="button">{say("web.request_cut")}</summary><ul class="asked">{items.map((l) => {
        const now = cuts[l.no] || { quantity: String(l.quantity), reason: "" };
        const set = (part: { quantity?: string; reason?: string }) => setCuts({ ...cuts, [l.no]: { ...now, ...part } });
        return (
          <li key={l.no}>
            <b>{l.no} {nameOf(l.item)} {l.spec}</b>
            <input type="number" min="0" step="1" max={l.quantity} value={now.quantity} aria-label={say("web.col_quantity")} onInput={(e) => set({ quantity: e.currentTarget.value })} />
            <span>/ {l.quantity} {nameOf(l.unit)}</span>
            <input value={now.reason} maxLength={100} placeholder={say("web.request_cut_why")} aria-label={say("web.request_cut_why")} onInput={(e) => set({ reason: e.currentTarget.value })} />
          </li>
        );
      })}</ul></details>}
      <div class="keys">{steps.map((s) => <button key={s} type="button" class={s === "approve" ? "main" : ""} onClick={send(s)}>{say("web.request_" + s)}</button>)}</div>
    </div>
  );
};

/** cut lists the lines of which less is granted than was asked for. */
const cut = (items: Row[], cuts: { [line: number]: { quantity: string; reason: string } | undefined }) => items
  .map((l) => ({ line: l.no, asked: l.quantity, quantity: Number((cuts[l.no] || { quantity: l.quantity }).quantity), reason: ((cuts[l.no] || { reason: "" }).reason || "").trim() }))
  .filter((c) => c.quantity !== c.asked).map(({ line, quantity, reason }) => ({ line, quantity, reason }));

interface Line { item: Row; quantity: string; level: string }

const unitsOf = (item: Row): Row[] => (item.packages || []).slice().reverse();

export const NewRequisition = ({ me, spoke }: PageProps) => {
  const of = new URLSearchParams(location.search).get("of") || "";
  const form = useGet<{ departments: Row[] }>("/api/v1/requisitions/form");
  const [id] = useState(newId);
  const [department, setDepartment] = useState("");
  const [note, setNote] = useState("");
  const [lines, setLines] = useState<Line[]>([]);
  const [told, setTold] = useState<unknown>(undefined);
  useDraft(of, (d, items) => {
    setDepartment(d.place);
    setNote(d.note);
    setLines(items);
  });
  const change = (at: number, part: Partial<Line>) => setLines(lines.map((l, i) => (i === at ? { ...l, ...part } : l)));
  const send = (now: boolean) => () => {
    const body = {
      id, requisition: of, note: note.trim(), send: now, department,
      lines: lines.map((l) => ({ item: l.item.id, quantity: Number(l.quantity) || 0, level: l.level })),
    };
    post<Row>("/api/v1/requisitions", body).then((r) => location.assign("/requisitions/" + encodeURIComponent(r.id)), setTold);
  };
  return (
    <Frame me={me} spoke={spoke} title={say("web.request_new") + (of && " " + of)}>
      <Failure of={form.refused || told} />
      <div class="sheet">
        <label>{say("web.request_department")}<select value={department} onChange={(e) => setDepartment(e.currentTarget.value)}><option value="">{say("web.request_choose")}</option>{((form.value && form.value.departments) || []).map((d) => <option key={d.id} value={d.id}>{nameOf(d.name) || d.id}</option>)}</select></label>
        <ItemSearch chosen={(item) => setLines(lines.concat({ item, quantity: "1", level: unitsOf(item).length > 1 ? unitsOf(item)[unitsOf(item).length - 2].level : "base" }))} />
        <ul class="asked">{lines.map((l, i) => (
          <li key={i}>
            <b>{nameOf(l.item.name)} {l.item.spec}</b>
            <input type="number" min="1" step="1" value={l.quantity} aria-label={say("web.col_quantity")} onInput={(e) => change(i, { quantity: e.currentTarget.value })} />
            <select value={l.level} onChange={(e) => change(i, { level: e.currentTarget.value })}>{unitsOf(l.item).map((p) => <option key={p.level} value={p.level}>{nameOf(p.unit)}</option>)}</select>
            <button type="button" onClick={() => setLines(lines.filter((_, at) => at !== i))}>{say("web.request_remove")}</button>
          </li>
        ))}</ul>
        <label>{say("web.request_note")}<input value={note} maxLength={100} onInput={(e) => setNote(e.currentTarget.value)} /></label>
        <div class="keys">
          <button type="button" class="main" disabled={!lines.length || !department} onClick={send(true)}>{say("web.request_send")}</button>
          <button type="button" disabled={!lines.length || !department} onClick={send(false)}>{say("web.request_keep")}</button>
        </div>
      </div>
    </Frame>
  );
};

/** useDraft reads a draft to be written anew, with the items of its lines. */
function useDraft(of: string, got: (draft: Row, lines: Line[]) => void) {
  useEffect(() => {
    if (!of) return;
    get<Row>("/api/v1/requisitions/" + encodeURIComponent(of)).then((d) => {
      const find = (l: Row) => get<{ rows: Row[] }>("/api/v1/requisitions/items?q=" + encodeURIComponent(l.itemId)).then((p) => p.rows.filter((i) => i.id === l.itemId)[0]);
      return Promise.all((d.items as Row[]).map((l) => find(l).then((item) => ({ item, quantity: String(l.quantity), level: "base" })))).then((lines) => got(d, lines));
    }, () => undefined);
  }, [of]);
}

const ItemSearch = ({ chosen }: { chosen(item: Row): void }) => {
  const [query, setQuery] = useState("");
  const [found, setFound] = useState<Row[]>([]);
  useEffect(() => {
    let gone = false;
    const timer = window.setTimeout(() => {
      if (!query.trim()) return setFound([]);
      get<{ rows: Row[] }>("/api/v1/requisitions/items?limit=8&q=" + encodeURIComponent(query)).then((p) => !gone && setFound(p.rows), () => undefined);
    }, 150);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [query]);
  const take = (item: Row) => () => {
    chosen(item);
    setQuery("");
  };
  return (
    <div>
      <label>{say("web.request_search")}<input type="search" value={query} onInput={(e) => setQuery(e.currentTarget.value)} /></label>
      <ul class="found">{found.map((item) => <li key={item.id}><button type="button" onClick={take(item)}><code>{item.id}</code> {nameOf(item.name)} {item.spec}</button></li>)}</ul>
    </div>
  );
};
