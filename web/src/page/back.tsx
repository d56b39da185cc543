// Back from a paper, a department or a person to the lots.

import { h } from "preact";
import { useState } from "preact/hooks";
import { PageProps } from "../main";
import { nameOf, say } from "../words";
import { Frame } from "./frame";
import { lotPath } from "./lot";
import { Column, Row, Table } from "./table";

const ways = ["document", "department", "person"];

const columns: Column[] = [
  { name: "lot", kind: "code" },
  { name: "item", of: (row) => [nameOf(row.item), row.spec].filter(Boolean).join("  ") },
  { name: "expiry", kind: "date" },
  { name: "state" },
  { name: "document", kind: "code" },
];

/** clock is a moment by the clock of the site. */
export const clock = (at: string | undefined): string => String(at || "").slice(0, 16).replace("T", " ");

/** paperPath is the page of the paper that a row names, "" where it has none. */
export const paperPath = (row: Row): string => {
  if (!row.kind) return "";
  return row.kind === "recall" ? "/recalls/" + encodeURIComponent(row.document) : `/documents/${row.kind}/${encodeURIComponent(row.document)}`;
};

export const Back = ({ me, spoke }: PageProps) => {
  const [by, setBy] = useState(ways[0]);
  const [typed, setTyped] = useState("");
  const [of, setOf] = useState("");
  const search = (e: Event) => {
    e.preventDefault();
    setOf(typed.trim().replace(/^LG[PDL]\./i, ""));
  };
  return (
    <Frame me={me} spoke={spoke} title={say("web.page_backtrace")}>
      <form class="finder" onSubmit={search}>
        <div class="switch">{ways.map((w) => <button key={w} type="button" aria-pressed={w === by} onClick={() => { setBy(w); setOf(""); }}>{say("web.back_" + w)}</button>)}</div>
        <input type="search" value={typed} placeholder={say("web.back_of_" + by)} aria-label={say("web.back_of_" + by)} onInput={(e) => setTyped(e.currentTarget.value)} />
        <button type="submit" class="main">{say("web.back_find")}</button>
      </form>
      {of && <Table key={by + of} path={`/api/v1/trace/${by}/${encodeURIComponent(of)}`} query="" columns={columns} words="web.col_" link={lotPath} />}
    </Frame>
  );
};
