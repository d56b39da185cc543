// The life of one pack or case by its code: scanned, typed or linked.

import { h } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";
import { PageProps } from "../main";
import { nameOf, say } from "../words";
import { listen } from "../wedge/listen";
import { Failure, Frame, Late, useGet } from "./frame";
import { Cell, Column, Row, Rows, Table } from "./table";
import { Sign } from "./sign";
import { paperPath } from "./back";
import { may } from "../me";

const heads = ["state", "item", "lot", "expiry", "amount", "places", "note", "came", "went", "parent"];
const steps: Column[] = [{ name: "at", kind: "date", of: (e) => String(e.at).slice(0, 16).replace("T", " ") }, { name: "what" }, { name: "document", kind: "code" }, { name: "station", kind: "code" }, { name: "person" }];
const missed: Column[] = [{ name: "document", kind: "code" }, { name: "item", of: (m) => `${nameOf(m.item)} ${m.spec}` }, { name: "lot", kind: "code" }, { name: "amount", kind: "number" }, { name: "department" }];
const packs: Column[] = [{ name: "code", kind: "code" }, { name: "lot", kind: "code" }];

/** tracePath is the page of a pack's or case's code. */
export const tracePath = (code: string): string => "/trace?code=" + encodeURIComponent(code);

const asked = (): string => new URLSearchParams(location.search).get("code") || "";

/** bare takes off what scanners and GS1 put before the number of a case. */
const bare = (text: string): string => text.trim().replace(/^\][A-Za-z][0-9A-Za-z]/, "").replace(/^\(?00\)?(\d{18})$/, "$1");

export const Trace = ({ me, spoke }: PageProps) => {
  const [code, setCode] = useState(asked);
  const [typed, setTyped] = useState(code);
  const find = (text: string) => {
    setTyped(bare(text));
    setCode(bare(text));
    history.replaceState(null, "", tracePath(bare(text)));
  };
  useLayoutEffect(() => listen({ taking: () => "nothing", scan: find }), []);
  return (
    <Frame me={me} spoke={spoke} title={say("web.page_trace")}>
      <form class="finder" onSubmit={(e) => { e.preventDefault(); find(typed); }}>
        <input type="search" value={typed} placeholder={say("web.trace_code")} aria-label={say("web.trace_code")} onInput={(e) => setTyped(e.currentTarget.value)} />
        <button type="submit" class="main">{say("web.trace_find")}</button>
      </form>
      {code && <Life key={code} code={code} signs={may(me, "lot.release")} />}
      {!code && <h2>{say("web.trace_missed")}</h2>}
      {!code && <p class="lead">{say("web.trace_missed_lead")}</p>}
      {!code && <Table path="/api/v1/missed-codes" query="" columns={missed} words="web.col_" link={paperPath} />}
    </Frame>
  );
};

const Life = ({ code, signs }: { code: string; signs: boolean }) => {
  const { value, refused, late, again } = useGet<Row>("/api/v1/trace-codes/" + encodeURIComponent(code));
  return (
    <div>
      <Failure of={refused} />
      <Late late={late} />
      {value && <dl class="heads">{heads.filter((k) => (k === "item" ? nameOf(value.item) : k === "places" ? value.places.length > 0 : value[k])).map((k) => <div key={k}><dt>{say("web.col_" + k)}</dt><dd>{k === "places" ? value.places.join(", ") : k === "parent" ? <a href={tracePath(value.parent)}>{value.parent}</a> : <Cell value={value[k]} />}</dd></div>)}</dl>}
      {value && value.missed.map((m: Row) => (
        <section key={m.document}>
          <p class="message">{m.says}</p>
          {signs && <Sign title={say("web.trace_was_this")} lead={say("web.trace_was_this_lead")} path="/api/v1/missed-codes" body={{ code, item: value.itemId, document: m.document }} done={again} />}
        </section>
      ))}
      {value && value.history.length > 0 && <Rows rows={value.history} columns={steps} words="web.col_" />}
      {value && value.packs.length > 0 && <section><h2>{say("web.trace_packs")}</h2><Rows rows={value.packs} columns={packs} words="web.col_" link={(row) => tracePath(row.code)} /></section>}
    </div>
  );
};
