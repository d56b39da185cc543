// Every document of the store, by kind, state and day.

import { h } from "preact";
import { useState } from "preact/hooks";
import { PageProps } from "../main";
import { may } from "../me";
import { say } from "../words";
import { Frame, useGet } from "./frame";
import { Option } from "./policy";
import { Column, Table } from "./table";

const kinds = ["receipt", "issue", "order", "delivery", "requisition", "inspection", "refusal", "return", "transfer", "damage", "giveback", "review"];
const columns: Column[] = [{ name: "id", kind: "code" }, { name: "partner" }, { name: "of", kind: "code" }, { name: "date", kind: "date" }, { name: "lines", kind: "number", of: (row) => `${row.done} / ${row.lines}` }, { name: "state", kind: "state" }];

/** forms are the kinds that are written here, with the right that each asks for. */
const forms: { [kind: string]: string | undefined } = { receipt: "receipt.book", return: "paper.write", transfer: "paper.write", damage: "paper.write" };

const deliveries: Column[] = columns.slice(0, 2).concat({ name: "order", kind: "code" }, { name: "date", kind: "date" }, { name: "receipt", kind: "code" }, { name: "state", kind: "state" });

export const Documents = ({ me, spoke }: PageProps) => {
  const asked = new URLSearchParams(location.search).get("kind") || "";
  const [kind, setKind] = useState(kinds.indexOf(asked) < 0 ? kinds[0] : asked);
  const [state, setState] = useState("");
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const [query, setQuery] = useState("");
  const known = useGet<{ rows: { kind: string; states: Option[] }[] }>("/api/v1/document-states");
  const states = ((known.value && known.value.rows.filter((k) => k.kind === kind)[0]) || { states: [] }).states;
  const path = `/api/v1/${kind === "delivery" ? "deliveries" : "documents/" + kind}?state=${state}&from=${from}&to=${to}`;
  const turn = (to: string) => {
    setKind(to);
    setState("");
  };
  const right = forms[kind];
  return (
    <Frame me={me} spoke={spoke} title={say("web.page_documents")}>
      {right && may(me, right) && <p><a class="button main" href={"/documents/new/" + kind}>{say("web.new_" + kind)}</a></p>}
      <div class="finder">
        <div class="switch">{kinds.map((k) => <button key={k} type="button" aria-pressed={k === kind} onClick={() => turn(k)}>{say("web.doc_" + k)}</button>)}</div>
      </div>
      <div class="finder">
        {states.length > 1 && <div class="switch">{[{ code: "", text: say("web.state_any") }].concat(states).map((s) => <button key={s.code} type="button" aria-pressed={s.code === state} onClick={() => setState(s.code)}>{s.text}</button>)}</div>}
        <label class="day">{say("web.from_day")}<input type="date" value={from} onInput={(e) => setFrom(e.currentTarget.value)} /></label>
        <label class="day">{say("web.to_day")}<input type="date" value={to} onInput={(e) => setTo(e.currentTarget.value)} /></label>
        <input type="search" value={query} placeholder={say("web.search_papers")} aria-label={say("web.search_papers")} onInput={(e) => setQuery(e.currentTarget.value)} />
      </div>
      <Table key={path} path={path} query={query} columns={kind === "delivery" ? deliveries : columns} words="web.col_" link={(row) => `/documents/${kind}/${encodeURIComponent(row.id)}`} />
    </Frame>
  );
};
