// Goods that left in an emergency, to be looked at by somebody else.

import { h } from "preact";
import { useState } from "preact/hooks";
import { PageProps } from "../main";
import { post } from "../api";
import { newId } from "../live";
import { say } from "../words";
import { Failure, Frame } from "./frame";
import { clock } from "./back";
import { Cell, Row, usePages } from "./table";

const views = ["review", "all"];

export const Urgents = ({ me, spoke }: PageProps) => {
  const [view, setView] = useState(views[0]);
  return (
    <Frame me={me} spoke={spoke} title={say("web.page_urgent")}>
      <p class="lead">{say("web.urgent_lead")}</p>
      <div class="finder"><div class="switch">{views.map((v) => <button key={v} type="button" aria-pressed={v === view} onClick={() => setView(v)}>{say("web.urgent_" + v)}</button>)}</div></div>
      <List key={view} state={view} />
    </Frame>
  );
};

const List = ({ state }: { state: string }) => {
  const { rows, next, told, ready, more } = usePages("/api/v1/urgent?state=" + state, "");
  return (
    <section>
      {told && <p class="message is-bad" role="alert">{told}</p>}
      {ready && !told && rows.length === 0 && <p class="message">{say("web.nothing_found")}</p>}
      {rows.map((row) => <Urgent key={row.issue} row={row} />)}
      {next && <p><button type="button" onClick={more}>{say("web.load_more")}</button></p>}
    </section>
  );
};

const heads = ["department", "why", "goods", "against", "person", "receiver", "reviewer", "remark"];

const Urgent = ({ row }: { row: Row }) => {
  const [now, setNow] = useState(row);
  const [id, setId] = useState(newId);
  const [remark, setRemark] = useState("");
  const [told, setTold] = useState<unknown>(undefined);
  const review = (fine: boolean) => () => post<Row>(`/api/v1/urgent/${encodeURIComponent(row.issue)}/review`, { id, fine, remark: remark.trim() }).then((r) => {
    setId(newId());
    setTold(undefined);
    setNow(r);
  }, setTold);
  return (
    <article class="sheet urgent">
      <h2><a href={"/documents/issue/" + encodeURIComponent(now.issue)}>{now.issue}</a> {clock(now.at)}</h2>
      <dl class="heads">{heads.filter((k) => now[k] && (typeof now[k] !== "object" || now[k].zh || now[k].en)).map((k) => <div key={k}><dt>{say("web.col_" + k)}</dt><dd><Cell value={now[k]} /></dd></div>)}</dl>
      <Failure of={told} />
      {!now.reviewed && (
        <div>
          <label>{say("web.col_remark")}<input value={remark} maxLength={100} onInput={(e) => setRemark(e.currentTarget.value)} /></label>
          <div class="keys">
            <button type="button" class="main" onClick={review(true)}>{say("web.urgent_fine")}</button>
            <button type="button" onClick={review(false)}>{say("web.urgent_not_fine")}</button>
          </div>
        </div>
      )}
      {now.reviewed && <p class={"message " + (now.fine ? "is-good" : "is-bad")} role="status">{say(now.fine ? "web.urgent_was_fine" : "web.urgent_was_not")}</p>}
    </article>
  );
};
