// Looking up what lies where, and until when it is good.

import { h } from "preact";
import { useEffect, useState } from "preact/hooks";
import { PageProps } from "../main";
import { say } from "../words";
import { listen } from "../wedge/listen";
import { Frame } from "./frame";
import { Column, Table } from "./table";

const views: { [view: string]: Column[] } = {
  stock: [{ name: "item" }, { name: "lot", kind: "code" }, { name: "expiry", kind: "date" }, { name: "place", kind: "code" }, { name: "quantity", kind: "number" }, { name: "unit" }, { name: "state", kind: "state" }],
  lots: [{ name: "item" }, { name: "lot", kind: "code" }, { name: "expiry", kind: "date" }, { name: "state", kind: "state" }],
  items: [{ name: "id", kind: "code" }, { name: "name" }, { name: "spec" }, { name: "manufacturer" }],
};

export const Stock = ({ me, spoke }: PageProps) => {
  const [view, setView] = useState("stock");
  const [query, setQuery] = useState("");
  useEffect(() => listen({ taking: () => "nothing", scan: (text) => setQuery(text) }), []);
  return (
    <Frame me={me} spoke={spoke} title={say("web.page_stock")}>
      <div class="finder">
        <div class="switch">{Object.keys(views).map((v) => <button key={v} type="button" aria-pressed={v === view} onClick={() => setView(v)}>{say("web.view_" + v)}</button>)}</div>
        <input type="search" value={query} placeholder={say("web.search")} aria-label={say("web.search")} onInput={(e) => setQuery(e.currentTarget.value)} />
      </div>
      <Table key={view} path={"/api/v1/" + view} query={query} columns={views[view]} words="web.col_" />
    </Frame>
  );
};
