// Orders, receipts, requisitions and issues, newest first.

import { h } from "preact";
import { useState } from "preact/hooks";
import { PageProps } from "../main";
import { say } from "../words";
import { Frame } from "./frame";
import { Column, Table } from "./table";

const kinds = ["receipt", "issue", "order", "delivery", "requisition", "giveback"];
const columns: Column[] = [{ name: "id", kind: "code" }, { name: "partner" }, { name: "of", kind: "code" }, { name: "date", kind: "date" }, { name: "lines", kind: "number", of: (row) => `${row.done} / ${row.lines}` }, { name: "state", kind: "state" }];

const deliveries: Column[] = columns.slice(0, 2).concat({ name: "order", kind: "code" }, { name: "date", kind: "date" }, { name: "receipt", kind: "code" });

export const Documents = ({ me, spoke }: PageProps) => {
  const [kind, setKind] = useState(kinds[0]);
  const [query, setQuery] = useState("");
  return (
    <Frame me={me} spoke={spoke} title={say("web.page_documents")}>
      <div class="finder">
        <div class="switch">{kinds.map((k) => <button key={k} type="button" aria-pressed={k === kind} onClick={() => setKind(k)}>{say("web.doc_" + k)}</button>)}</div>
        <input type="search" value={query} placeholder={say("web.search_papers")} aria-label={say("web.search_papers")} onInput={(e) => setQuery(e.currentTarget.value)} />
      </div>
      <Table key={kind} path={kind === "delivery" ? "/api/v1/deliveries" : "/api/v1/documents/" + kind} query={query} columns={kind === "delivery" ? deliveries : columns} words="web.col_" link={(row) => `/documents/${kind}/${encodeURIComponent(row.id)}`} />
    </Frame>
  );
};
