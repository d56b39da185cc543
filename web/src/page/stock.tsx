// Looking up what lies where, and until when it is good.

import { h } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";
import { siteDay } from "../clock";
import { PageProps } from "../main";
import { nameOf, say } from "../words";
import { listen } from "../wedge/listen";
import { Frame } from "./frame";
import { lotPath } from "./lot";
import { Column, Table } from "./table";

const item: Column = { name: "item", of: (row) => [nameOf(row.item), row.spec].filter(Boolean).join("  ") };
const lot: Column[] = [item, { name: "lot", kind: "code" }, { name: "expiry", kind: "date" }];
const state: Column = { name: "state", kind: "state", of: (row) => row.state, sign: (row) => (row.status === "ok" ? (row.expiry && row.expiry < siteDay() ? "bad" : undefined) : "ask"), mark: (row) => row.colour };

const views: { [view: string]: Column[] } = {
  stock: lot.concat({ name: "place", kind: "code" }, { name: "quantity", kind: "number", of: (row) => `${row.quantity} ${nameOf(row.unit)}` }, state),
  expiring: lot.concat({ name: "daysLeft", kind: "number" }, { name: "place", kind: "code" }, { name: "quantity", kind: "number", of: (row) => `${row.quantity} ${nameOf(row.unit)}` }, state),
  lots: lot.concat({ name: "made", kind: "date" }, state, { name: "reason" }),
  items: [{ name: "id", kind: "code" }, { name: "name" }, { name: "spec" }, { name: "manufacturer" }],
};


export const Stock = ({ me, spoke }: PageProps) => {
  const [view, setView] = useState("stock");
  const [query, setQuery] = useState("");
  const [soon, setSoon] = useState("near");
  const path = view === "expiring" ? `/api/v1/stock/expiring?state=${soon}` : "/api/v1/" + view;
  useLayoutEffect(() => listen({ taking: () => "nothing", scan: (text) => setQuery(text.replace(/^(\][A-Za-z][0-9A-Za-z])?LG[PLDCG]\./i, "")) }), []);
  return (
    <Frame me={me} spoke={spoke} title={say("web.page_stock")}>
      <div class="finder">
        <div class="switch">{Object.keys(views).map((v) => <button key={v} type="button" aria-pressed={v === view} onClick={() => setView(v)}>{say("web.view_" + v)}</button>)}</div>
        <input type="search" value={query} placeholder={say("web.search")} aria-label={say("web.search")} onInput={(e) => setQuery(e.currentTarget.value)} />
      </div>
      {view === "expiring" && <div class="finder"><div class="switch">{["near", "expired", ""].map((s) => <button key={s} type="button" aria-pressed={s === soon} onClick={() => setSoon(s)}>{say("web.expiry_" + (s || "any"))}</button>)}</div></div>}
      <Table key={path} path={path} query={query} columns={views[view]} words="web.col_" link={view === "items" ? undefined : lotPath} />
    </Frame>
  );
};
