// What waits for the quality person, and the word on it.

import { h } from "preact";
import { useState } from "preact/hooks";
import { PageProps } from "../main";
import { may } from "../me";
import { nameOf, say } from "../words";
import { Failure, Frame, Late, useGet } from "./frame";
import { Sign } from "./sign";
import { Row } from "./table";

const path = "/api/v1/inspections/due";

export const Inspections = ({ me, spoke }: PageProps) => {
  const { value, refused, late, again } = useGet<{ rows: Row[] }>(path + "?limit=200");
  const [chosen, choose] = useState<Row | undefined>(undefined);
  const [done, setDone] = useState("");
  const rows = (value && value.rows) || [];
  const decided = (answer: Row) => {
    choose(undefined);
    setDone(answer.id);
    again();
  };
  return (
    <Frame me={me} spoke={spoke} title={say("web.page_inspections")}>
      <p><a class="button" href="/documents?kind=inspection">{say("web.doc_inspection")}</a></p>
      <Failure of={refused} />
      <Late late={late} />
      {done && <p class="message is-good" role="status">{say("web.inspected")} <a href={"/documents/inspection/" + encodeURIComponent(done)}>{done}</a></p>}
      {value && rows.length === 0 && <p class="message">{say("web.inspect_none")}</p>}
      <ul class="asked">{rows.map((d) => (
        <li key={d.receipt + d.itemId + d.lot}>
          <b>{nameOf(d.item)} {d.spec}</b>
          <span><code>{d.lot}</code> · {d.expiry}</span>
          <span>{d.amount} · <code>{d.place}</code></span>
          <span><a href={"/documents/receipt/" + encodeURIComponent(d.receipt)}>{d.receipt}</a> · {nameOf(d.partner)}</span>
          {d.open && <small>{say("web.inspect_open")}</small>}
          {may(me, "lot.inspect") && !d.open && <button type="button" class="main" onClick={() => choose(d)}>{say("web.inspect")}</button>}
        </li>
      ))}</ul>
      {chosen && <Decide key={chosen.receipt + chosen.itemId + chosen.lot} due={chosen} done={decided} />}
    </Frame>
  );
};

const Decide = ({ due, done }: { due: Row; done(answer: Row): void }) => {
  const form = useGet<{ reasons: { code: string; text: string }[] }>("/api/v1/desk");
  const [sample, setSample] = useState("");
  const [rejected, setRejected] = useState("0");
  const [reason, setReason] = useState("");
  const [findings, setFindings] = useState("");
  const reasons = (form.value && form.value.reasons) || [];
  const bad = Number(rejected) > 0;
  const body = {
    receipt: due.receipt, item: due.itemId, lot: due.lot, sample: Number(sample) || 0, rejected: Number(rejected) || 0, findings: findings.trim(),
    reason: bad ? reason || (reasons[0] && reasons[0].code) || "" : "",
  };
  return (
    <section class="sheet">
      <h2>{nameOf(due.item)} {due.spec}  <code>{due.lot}</code>  {due.quantity} {nameOf(due.unit)}</h2>
      <div class="pair">
        <label>{say("web.inspect_sample")}<input type="number" min="1" max={due.quantity} value={sample} onInput={(e) => setSample(e.currentTarget.value)} /></label>
        <label>{say("web.inspect_rejected")}<input type="number" min="0" max={due.quantity} value={rejected} onInput={(e) => setRejected(e.currentTarget.value)} /></label>
      </div>
      {bad && <label>{say("web.col_reason")}<select value={reason} onChange={(e) => setReason(e.currentTarget.value)}>{reasons.map((r) => <option key={r.code} value={r.code}>{r.text}</option>)}</select></label>}
      <label>{say("web.inspect_findings")}<input value={findings} maxLength={500} onInput={(e) => setFindings(e.currentTarget.value)} /></label>
      <Sign title={say(bad ? "web.inspect_sign_part" : "web.inspect_sign")} lead={say("web.inspect_lead")} path="/api/v1/inspections" body={body} done={done} />
    </section>
  );
};
