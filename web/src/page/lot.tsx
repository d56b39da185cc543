// One lot: how it stands and where it is; who may, stops it here, recalls it
// or lets it be used again.

import { h } from "preact";
import { useState } from "preact/hooks";
import { PageProps } from "../main";
import { post } from "../api";
import { newId } from "../live";
import { may } from "../me";
import { nameOf, say } from "../words";
import { Failure, Frame, Late, useGet } from "./frame";
import { Cell, Column, Row, Rows, Table } from "./table";
import { clock, paperPath } from "./back";

interface Step { step: string; reasons: { code: string; text: string }[] }

const heads = ["state", "why", "expiry", "made"];

const places: Column[] = [
  { name: "place", kind: "code" },
  { name: "name", of: (p) => nameOf(p.name) },
  { name: "kind", of: (p) => say("web.place_" + p.kind) },
  { name: "amount", kind: "number" },
  { name: "reserved", kind: "number", of: (p) => p.reserved || "" },
];

const placeOf = (id: string, name: any): string => (nameOf(name).indexOf(id) >= 0 ? nameOf(name) : [nameOf(name), id && `(${id})`].filter(Boolean).join(" "));

const steps: Column[] = [
  { name: "document", kind: "code", of: (s) => s.document || "·" },
  { name: "at", kind: "date", of: (s) => clock(s.at) },
  { name: "says", of: (s) => s.says || s.amount },
  { name: "from", of: (s) => placeOf(s.from, s.fromName) },
  { name: "to", of: (s) => placeOf(s.to, s.toName) },
  { name: "person" },
  { name: "receiver" },
];

/** lotPath is the page of a lot, from a row of any list that names one. */
export const lotPath = (row: Row): string => `/lot?item=${encodeURIComponent(row.itemId)}&lot=${encodeURIComponent(row.lot)}`;

export const Lot = ({ me, spoke }: PageProps) => {
  const { value, refused, late, again } = useGet<Row>("/api/v1/lot" + location.search);
  return (
    <Frame me={me} spoke={spoke} title={value ? `${nameOf(value.item)} ${value.spec}  ${value.lot}` : say("web.page_lot")}>
      <Failure of={refused} />
      <Late late={late} />
      {value && <dl class="heads">{heads.filter((k) => value[k]).map((k) => <div key={k}><dt>{say("web.col_" + k)}</dt><dd>{k === "state" && value.colour && <i class={"mark is-" + value.colour} />}<Cell value={value[k]} /></dd></div>)}</dl>}
      {value && (value.steps as Step[]).map((s) => <StepForm key={s.step} lot={value} step={s} done={again} />)}
      {value && <h2>{say("web.lot_where")}</h2>}
      {value && value.places.length === 0 && <p class="message">{say("web.lot_nowhere")}</p>}
      {value && value.places.length > 0 && <Rows rows={value.places} columns={places} words="web.col_" />}
      {value && value.recall && <p><a class="button" href={"/recalls/" + encodeURIComponent(value.recall)}>{say("web.lot_recall_paper")} {value.recall}</a></p>}
      {value && may(me, "document.view") && <h2>{say("web.lot_steps")}</h2>}
      {value && may(me, "document.view") && <Table path={"/api/v1/lot/steps" + location.search} query="" columns={steps} words="web.col_" link={paperPath} />}
    </Frame>
  );
};

/** StepForm changes the lot's status. Its id stays until it is done, so that a second tap does nothing. */
const StepForm = ({ lot, step, done }: { lot: Row; step: Step; done(): void }) => {
  const [id, setId] = useState(newId);
  const [reason, setReason] = useState(step.reasons[0].code);
  const [own, setOwn] = useState("");
  const [told, setTold] = useState<unknown>(undefined);
  const send = (e: Event) => {
    e.preventDefault();
    post("/api/v1/lots/" + step.step, { id, item: lot.itemId, lot: lot.lot, reason: own.trim() || reason }).then(() => {
      setId(newId());
      done();
    }, setTold);
  };
  return (
    <details class="sheet">
      <summary>{say("web.lot_" + step.step)}</summary>
      <form onSubmit={send}>
        <Failure of={told} />
        <label>{say("web.lot_reason")}<select value={reason} onChange={(e) => setReason(e.currentTarget.value)}>{step.reasons.map((r) => <option key={r.code} value={r.code}>{r.text}</option>)}</select></label>
        <label>{say("web.lot_own_words")}<input value={own} maxLength={100} onInput={(e) => setOwn(e.currentTarget.value)} /></label>
        <p><button type="submit" class="main">{say("web.lot_" + step.step)}</button></p>
      </form>
    </details>
  );
};
