// One document with its lines, and its paper.

import { h } from "preact";
import { PageProps } from "../main";
import { spoken } from "../api";
import { moment } from "../clock";
import { nameOf, say } from "../words";
import { Failure, Frame, Late, useGet } from "./frame";
import { Cell, Column, Row, Rows, valueOf } from "./table";

const heads = ["partner", "of", "date", "person", "state", "policy"];

const columns: Column[] = [
  { name: "item", of: (line) => [nameOf(line.item), line.spec].filter(Boolean).join("  ") },
  { name: "lot", kind: "code" },
  { name: "expiry", kind: "date" },
  { name: "quantity", kind: "number", of: (line) => `${line.quantity} ${nameOf(line.unit)}` },
  { name: "done", kind: "number" },
  { name: "value", kind: "number", of: (line) => (line.valueE4 ? (line.valueE4 / 10000).toFixed(2) : "") },
];

/** Deliveries are what was announced for an order, each with what came of it. */
const Deliveries = ({ order }: { order: string }) => {
  const { value } = useGet<{ rows: Row[] }>("/api/v1/deliveries?order=" + encodeURIComponent(order));
  return value && value.rows && value.rows.length > 0 ? (
    <section><h2>{say("web.doc_delivery")}</h2><Rows rows={value.rows} columns={[{ name: "id", kind: "code" }, { name: "date", kind: "date" }, { name: "receipt", kind: "code" }]} words="web.col_" link={(row) => "/documents/delivery/" + encodeURIComponent(row.id)} /></section>
  ) : null;
};

export const DocumentPage = ({ me, spoke, kind, id }: PageProps & { kind: string; id: string }) => {
  const path = `/api/v1/documents/${encodeURIComponent(kind)}/${encodeURIComponent(id)}`;
  const { value, refused, late } = useGet<Row>(path);
  const signed: Row[] = (value && value.signatures) || [];
  const lines: Row[] = (value && value.lines) || [];
  return (
    <Frame me={me} spoke={spoke} title={say("web.one_" + kind) + " " + id}>
      <Failure of={refused} />
      <Late late={late} />
      {value && kind !== "order" && <p><a class="button main" href={spoken(path + ".pdf")} target="_blank" rel="noopener">{say("web.paper")}</a></p>}
      {value && <dl class="heads">{heads.filter((k) => value[k]).map((k) => <div key={k}><dt>{say("web.col_" + k)}</dt><dd><Cell value={k === "person" ? nameOf(value.personName) || value.person : value[k]} /></dd></div>)}</dl>}
      {signed.length > 0 && <section class="signatures"><h2>{say("web.signatures")}</h2>
        {signed.map((s: Row) => <p key={s.at + s.meaning}><small>{s.meaning}</small><b>{nameOf(s.name)}</b><span>{moment(s.at)}</span></p>)}
      </section>}

      {value && value.delivery && <p><a class="button" href={"/documents/delivery/" + encodeURIComponent(value.delivery)}>{say("web.delivery_match", { delivery: value.delivery })}</a></p>}
      {lines.length > 0 && <Rows rows={lines} columns={columns.filter((c) => lines.some((line) => valueOf(line, c)))} words="web.col_" />}
      {value && kind === "order" && <Deliveries order={id} />}
    </Frame>
  );
};
