// Recalls: where each lot went, what came back, and what departments answer.

import { h } from "preact";
import { useState } from "preact/hooks";
import { PageProps } from "../main";
import { post, spoken } from "../api";
import { newId } from "../live";
import { nameOf, say } from "../words";
import { Failure, Frame, Late, useGet } from "./frame";
import { lotPath } from "./lot";
import { Cell, Column, Row, Rows, Table } from "./table";
import { clock, paperPath } from "./back";

const item = (row: Row): string => [nameOf(row.item), row.spec].filter(Boolean).join("  ");

const columns: Column[] = [
  { name: "id", kind: "code" }, { name: "item", of: item }, { name: "lot", kind: "code" }, { name: "why" }, { name: "opened", kind: "date", of: (r) => clock(r.opened) }, { name: "state" },
];

export const Recalls = ({ me, spoke }: PageProps) => {
  const [query, setQuery] = useState("");
  return (
    <Frame me={me} spoke={spoke} title={say("web.page_recalls")}>
      <p class="lead">{say("web.recalls_lead")}</p>
      <div class="finder"><input type="search" value={query} placeholder={say("web.search")} aria-label={say("web.search")} onInput={(e) => setQuery(e.currentTarget.value)} /></div>
      <Table path="/api/v1/recalls" query={query} columns={columns} words="web.col_" link={(row) => "/recalls/" + encodeURIComponent(row.id)} />
    </Frame>
  );
};

const heads = ["state", "why", "opened", "closed", "person", "came", "destroyed", "sentBack"];

const departments: Column[] = [
  { name: "department", of: (d) => nameOf(d.name) }, { name: "got", kind: "number" }, { name: "returned", kind: "number" },
  { name: "answer", of: (d) => (d.answered ? say("web.recall_answered", { left: d.left, used: d.used }) : say("web.recall_silent")), sign: (d) => (d.answered ? undefined : "ask") },
  { name: "note" }, { name: "person" }, { name: "at", kind: "date", of: (d) => clock(d.at) },
];

const places: Column[] = [{ name: "place", kind: "code" }, { name: "kind", of: (p) => say("web.place_" + p.kind) }, { name: "amount", kind: "number" }];

const deliveries: Column[] = [
  { name: "document", kind: "code" }, { name: "department" }, { name: "way", of: (d) => say(d.back ? "web.recall_back" : "web.recall_out") }, { name: "amount", kind: "number" },
  { name: "at", kind: "date", of: (d) => clock(d.at) }, { name: "giver" }, { name: "receiver" },
];

export const Recall = ({ me, spoke, id }: PageProps & { id: string }) => {
  const { value, refused, late, again } = useGet<Row>("/api/v1/recalls/" + encodeURIComponent(id));
  const shown = (k: string) => (k === "opened" || k === "closed" ? clock(value![k]) : value![k]);
  return (
    <Frame me={me} spoke={spoke} title={say("web.one_recall") + " " + id}>
      <Failure of={refused} />
      <Late late={late} />
      {value && <p><a href={lotPath(value)}><b>{item(value)}  {value.lot}</b></a></p>}
      {value && <p><a class="button main" href={spoken(`/api/v1/documents/recall/${encodeURIComponent(id)}.pdf`)} target="_blank" rel="noopener">{say("web.paper")}</a></p>}
      {value && <dl class="heads">{heads.filter((k) => shown(k)).map((k) => <div key={k}><dt>{say("web.col_" + k)}</dt><dd><Cell value={shown(k)} /></dd></div>)}</dl>}
      {value && <h2>{say("web.recall_departments")}</h2>}
      {value && <Rows rows={value.departments} columns={departments} words="web.col_" />}
      {value && value.mayAnswer && value.departments.length > 0 && <Answer id={id} departments={value.departments} done={again} />}
      {value && <h2>{say("web.recall_store")}</h2>}
      {value && <Rows rows={value.places} columns={places} words="web.col_" />}
      {value && <h2>{say("web.recall_deliveries")}</h2>}
      {value && <Rows rows={value.deliveries} columns={deliveries} words="web.col_" link={paperPath} />}
    </Frame>
  );
};

/** Answer says for a department what it still has. The id stays until it is done. */
const Answer = ({ id, departments, done }: { id: string; departments: Row[]; done(): void }) => {
  const [post_, setPost] = useState(newId);
  const [of, setOf] = useState("");
  const [left, setLeft] = useState("");
  const [used, setUsed] = useState("");
  const [note, setNote] = useState("");
  const [badge, setBadge] = useState("");
  const [pin, setPin] = useState("");
  const [told, setTold] = useState<unknown>(undefined);
  const send = (e: Event) => {
    e.preventDefault();
    post(`/api/v1/recalls/${encodeURIComponent(id)}/answer`, { id: post_, department: of, left: Number(left) || 0, used: Number(used) || 0, note: note.trim(), signer: { badge: badge.trim(), pin } }).then(() => {
      setPost(newId());
      setTold(undefined);
      setPin("");
      done();
    }, (no) => {
      setPin("");
      setTold(no);
    });
  };
  return (
    <details class="sheet">
      <summary>{say("web.recall_answer")}</summary>
      <form onSubmit={send}>
        <Failure of={told} />
        <label>{say("web.col_department")}<select value={of} onChange={(e) => setOf(e.currentTarget.value)}><option value="">{say("web.request_choose")}</option>{departments.map((d) => <option key={d.department} value={d.department}>{nameOf(d.name)}</option>)}</select></label>
        <label>{say("web.recall_left")}<input type="number" min="0" value={left} onInput={(e) => setLeft(e.currentTarget.value)} /></label>
        <label>{say("web.recall_used")}<input type="number" min="0" value={used} onInput={(e) => setUsed(e.currentTarget.value)} /></label>
        <label>{say("web.col_note")}<input value={note} maxLength={100} onInput={(e) => setNote(e.currentTarget.value)} /></label>
        <div class="pair">
          <label>{say("web.recall_signer")}<input value={badge} autocomplete="off" onInput={(e) => setBadge(e.currentTarget.value)} /></label>
          <label>{say("web.sign_pin")}<input type="password" inputMode="numeric" autocomplete="off" value={pin} onInput={(e) => setPin(e.currentTarget.value)} /></label>
        </div>
        <p><button type="submit" class="main" disabled={!of || !badge.trim() || !pin}>{say("web.recall_answer")}</button></p>
      </form>
    </details>
  );
};
