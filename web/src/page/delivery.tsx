// A delivery file, set line by line against what came with it.

import { h } from "preact";
import { PageProps } from "../main";
import { nameOf, say } from "../words";
import { Failure, Frame, Late, useGet } from "./frame";
import { Cell, Column, Row, Rows } from "./table";

const heads = ["partner", "order", "date", "receipt"];

const price = (e4: number, row: Row): string => (e4 < 0 ? "" : `${(e4 / 10000).toFixed(2)} / ${nameOf(row.unit)}`);

const columns: Column[] = [
  { name: "item", of: (l) => [nameOf(l.name), l.spec].filter(Boolean).join("  ") },
  { name: "lot", kind: "code" },
  { name: "expiry", kind: "date" },
  { name: "announced", kind: "number", of: (l) => l.announcedAmount },
  { name: "came", kind: "number", of: (l) => l.cameAmount },
  { name: "invoiced", kind: "number", of: (l) => price(l.priceE4, l) },
  { name: "ordered", kind: "number", of: (l) => price(l.orderE4, l) },
  { name: "match", of: (l) => (l.words.length > 0 ? l.words.join(" ") : say("web.match_same")), sign: (l) => (l.words.length > 0 ? "bad" : "good") },
];

export const DeliveryPage = ({ me, spoke, id }: PageProps & { id: string }) => {
  const { value, refused, late } = useGet<Row>("/api/v1/deliveries/" + encodeURIComponent(id));
  return (
    <Frame me={me} spoke={spoke} title={say("web.one_delivery") + " " + id}>
      <Failure of={refused} />
      <Late late={late} />
      {value && <dl class="heads">{heads.filter((k) => value[k]).map((k) => <div key={k}><dt>{say("web.col_" + k)}</dt><dd>{k === "receipt" || k === "order" ? <a href={`/documents/${k}/${encodeURIComponent(value[k])}`}>{value[k]}</a> : <Cell value={value[k]} />}</dd></div>)}</dl>}
      {value && !value.receipt && <p class="message">{say("web.delivery_awaited")}</p>}
      {value && value.match.length > 0 && <Rows rows={value.match} columns={value.receipt ? columns : columns.filter((c) => c.name !== "came")} words="web.col_" />}
    </Frame>
  );
};
