// The printers on the technician's page: how each does, what of its profile
// nobody has tried, and a label to try it with.

import { h } from "preact";
import { useState } from "preact/hooks";
import { post } from "../api";
import { newId } from "../live";
import { Me, may } from "../me";
import { State } from "../screen";
import { Shape } from "../face/shape";
import { say } from "../words";
import { Failure } from "./frame";

export interface Printer { id: string; profile?: string; address?: string; state: string; text?: string; doubt?: string; trouble?: string; frames: number; waiting: number }

const well: { [state: string]: State } = { ready: "good", printing: "good" };

export const Printers = ({ me, printers }: { me: Me; printers: Printer[] }) => (
  <section>
    <h2>{say("web.printers")}</h2>
    {printers.length === 0 && <p class="message">{say("web.none")}</p>}
    <div class="devices">{printers.map((p) => <Card key={p.id} me={me} printer={p} />)}</div>
  </section>
);

const Card = ({ me, printer: p }: { me: Me; printer: Printer }) => {
  const [told, setTold] = useState<unknown>(undefined);
  const test = () => {
    setTold(undefined);
    post(`/api/v1/printers/${encodeURIComponent(p.id)}/test`, { id: newId() }).then(() => setTold(say("web.test_sent", { printer: p.id })), setTold);
  };
  return (
    <div class="device">
      <p class="condition"><Shape state={well[p.state] || "bad"} /><b>{p.text || p.state}</b></p>
      <p class="code">{p.address || p.id}</p>
      <p>{[p.id, p.profile].filter(Boolean).join(" · ")}</p>
      {p.doubt && <p class="message">{p.doubt}</p>}
      {p.trouble && <p class="message is-bad">{p.trouble}</p>}
      <p class="counts">{p.frames > 0 && <span>{say("web.count_printed")} <b>{p.frames}</b></span>}{p.waiting > 0 && <span>{say("web.count_waiting")} <b>{p.waiting}</b></span>}</p>
      {typeof told === "string" ? <p class="message is-good" role="status">{told}</p> : <Failure of={told} />}
      {may(me, "device.set") && <button type="button" onClick={test}>{say("web.test_label")}</button>}
    </div>
  );
};
