// One document with its lines, who signed it, all that happened to it, and its
// paper.

import { h } from "preact";
import { PageProps } from "../main";
import { spoken } from "../api";
import { moment } from "../clock";
import { may } from "../me";
import { nameOf, say } from "../words";
import { Failure, Frame, Late, useGet } from "./frame";
import { Sign } from "./sign";
import { Cell, Column, Row, Rows, Table, valueOf } from "./table";

const heads = ["partner", "of", "date", "person", "state", "reason", "remark", "policy"];

const columns: Column[] = [
  { name: "item", of: (line) => [nameOf(line.item), line.spec].filter(Boolean).join("  ") },
  { name: "lot", kind: "code" },
  { name: "expiry", kind: "date" },
  { name: "quantity", kind: "number", of: (line) => `${line.quantity} ${nameOf(line.unit)}` },
  { name: "done", kind: "number" },
  { name: "value", kind: "number", of: (line) => (line.valueE4 ? (line.valueE4 / 10000).toFixed(2) : "") },
  { name: "from", kind: "code" },
  { name: "to", kind: "code" },
  { name: "why" },
];

/** Deliveries are what was announced for an order, each with what came of it. */
const Deliveries = ({ order }: { order: string }) => {
  const { value } = useGet<{ rows: Row[] }>("/api/v1/deliveries?order=" + encodeURIComponent(order));
  return value && value.rows && value.rows.length > 0 ? (
    <section><h2>{say("web.doc_delivery")}</h2><Rows rows={value.rows} columns={[{ name: "id", kind: "code" }, { name: "date", kind: "date" }, { name: "receipt", kind: "code" }]} words="web.col_" link={(row) => "/documents/delivery/" + encodeURIComponent(row.id)} /></section>
  ) : null;
};

const steps: Column[] = [
  { name: "at", kind: "date", of: (s) => moment(s.at) },
  { name: "what" },
  { name: "person" },
  { name: "item", of: (s) => nameOf(s.item) },
  { name: "lot", kind: "code" },
  { name: "amount", kind: "number" },
  { name: "detail" },
  { name: "station" },
];

/** asks are the words that a damage report waits for, by how far it is. */
const asks: { [stage: string]: string[] | undefined } = { reported: ["approve", "decline"], approved: ["destroy"] };

export const DocumentPage = ({ me, spoke, kind, id }: PageProps & { kind: string; id: string }) => {
  const path = `/api/v1/documents/${encodeURIComponent(kind)}/${encodeURIComponent(id)}`;
  const { value, refused, late, again } = useGet<Row>(path);
  const signed: Row[] = (value && value.signatures) || [];
  const lines: Row[] = (value && value.lines) || [];
  const words = (value && kind === "damage" && asks[value.stage]) || [];
  return (
    <Frame me={me} spoke={spoke} title={say("web.one_" + kind) + " " + id}>
      <Failure of={refused} />
      <Late late={late} />
      {value && <p>
        {kind !== "order" && <a class="button main" href={spoken(path + ".pdf")} target="_blank" rel="noopener">{say("web.paper")}</a>}
        {kind === "receipt" && !value.open && may(me, "paper.write") && <a class="button" href={"/documents/new/return?receipt=" + encodeURIComponent(id)}>{say("web.new_return")}</a>}
      </p>}
      {value && <dl class="heads">{heads.filter((k) => (typeof value[k] === "object" ? nameOf(value[k]) : value[k])).map((k) => <div key={k}><dt>{say("web.col_" + k)}</dt><dd><Cell value={k === "person" ? nameOf(value.personName) || value.person : value[k]} /></dd></div>)}</dl>}
      {signed.length > 0 && <section class="signatures"><h2>{say("web.signatures")}</h2>
        {signed.map((s: Row) => <p key={s.at + s.meaning}><small>{s.meaning}</small><b>{nameOf(s.name)}</b><span>{moment(s.at)}</span></p>)}
      </section>}

      {value && value.delivery && <p><a class="button" href={"/documents/delivery/" + encodeURIComponent(value.delivery)}>{say("web.delivery_match", { delivery: value.delivery })}</a></p>}
      {words.map((word) => <Sign key={word} title={say("web.damage_" + word)} lead={say("web.damage_lead_" + word)} reason={word === "decline"} path={`/api/v1/damages/${encodeURIComponent(id)}/${word}`} done={again} />)}
      {lines.length > 0 && <Rows rows={lines} columns={columns.filter((c) => lines.some((line) => valueOf(line, c)))} words="web.col_" />}
      {value && kind === "order" && <Deliveries order={id} />}
      {value && <section><h2>{say("web.history")}</h2>
        <Table path={path + "/history"} query="" columns={steps} words="web.col_" />
      </section>}
    </Frame>
  );
};
