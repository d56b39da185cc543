// The register of controlled goods: what came and left, with the balance after
// each entry, as a list, as tables and on paper.

import { h } from "preact";
import { useState } from "preact/hooks";
import { PageProps } from "../main";
import { spoken } from "../api";
import { moment } from "../clock";
import { nameOf, say } from "../words";
import { Frame } from "./frame";
import { Column, Table } from "./table";

const columns: Column[] = [
  { name: "item", of: (row) => [nameOf(row.item), row.spec].filter(Boolean).join("  ") },
  { name: "at", kind: "date", of: (row) => moment(row.at) },
  { name: "document", kind: "code" },
  { name: "partner" },
  { name: "lot", kind: "code" },
  { name: "in", kind: "number", of: (row) => row.in || "" },
  { name: "out", kind: "number", of: (row) => row.out || "" },
  { name: "balance", kind: "number", of: (row) => `${row.balance} ${nameOf(row.unit)}` },
  { name: "signed", of: (row) => row.signed || nameOf(row.person) },
];

export const Register = ({ me, spoke }: PageProps) => {
  const [query, setQuery] = useState("");
  const table = (format: string) => spoken("/api/v1/register?q=" + encodeURIComponent(query) + "&format=" + format);
  return (
    <Frame me={me} spoke={spoke} title={say("web.page_register")}>
      <div class="finder">
        <input type="search" value={query} placeholder={say("web.search")} aria-label={say("web.search")} onInput={(e) => setQuery(e.currentTarget.value)} />
        <a class="button" href={table("csv")} download>CSV</a>
        <a class="button" href={table("xlsx")} download>XLSX</a>
      </div>
      <Table path="/api/v1/register" query={query} columns={columns} words="web.col_" link={(row) => spoken(`/api/v1/documents/register/${encodeURIComponent(row.itemId)}.pdf`)} />
    </Frame>
  );
};
