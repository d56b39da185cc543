// The demo store on one page: its people, its packs, orders and bins as
// barcodes. A click sends the bytes through a virtual gun, a real gun may scan
// them off the glass, and the station answers beside them.

import { h } from "preact";
import { useState } from "preact/hooks";
import { post, textOf } from "../api";
import { PageProps } from "../main";
import { nameOf, say } from "../words";
import { Failure, Frame, Late, useGet } from "./frame";
import { Station } from "./station";

interface Code { text: string; detail?: string; data: string; as: string; image?: string }
interface DemoStore {
  people: { name: string | { zh?: string; en?: string }; badge: string; pin: string; roles: string[] }[];
  groups: { title: string; codes: Code[] }[];
  scanners: { id: string; station: string }[];
}

export const Demo = ({ me, spoke }: PageProps) => {
  const { value, refused, late } = useGet<DemoStore>("/api/v1/demo");
  const [chosen, setScanner] = useState("");
  const [open, setOpen] = useState(0);
  const [told, setTold] = useState("");
  if (!value) return <Frame me={me} spoke={spoke} title={say("web.page_demo")}><Failure of={refused} /><Late late={late} /></Frame>;
  const scanner = value.scanners.filter((s) => s.id === chosen)[0] || value.scanners[0];
  const scan = (data: string) => post("/api/v1/demo/scan", { scanner: scanner.id, data }).then(() => setTold(""), (no) => setTold(textOf(no)));
  const group = value.groups[open];
  return (
    <Frame me={me} spoke={spoke} title={say("web.page_demo")} wide>
      <div class="demo">
        <div class="codes">
          <p class="lead">{say("web.demo_lead")}</p>
          {told && <p class="message is-bad" role="alert">{told}</p>}
          <People of={value.people} scan={scan} />
          <div class="switch groups">{value.groups.map((g, i) => <button key={g.title} type="button" aria-pressed={i === open} onClick={() => setOpen(i)}>{g.title}</button>)}</div>
          {group && <div class="cards">{group.codes.map((c) => <Card key={c.data + c.text} code={c} scan={scan} />)}</div>}
        </div>
        {scanner && (
          <div class="pane">
            <div class="switch">{value.scanners.map((s) => <button key={s.id} type="button" aria-pressed={s === scanner} onClick={() => setScanner(s.id)}>{s.station || s.id}</button>)}</div>
            <div class="glass"><Station key={scanner.station} id={scanner.station} me={me} pane /></div>
            <p><a href={"/station/" + encodeURIComponent(scanner.station)} target="_blank" rel="noopener">{say("web.demo_alone")}</a></p>
          </div>
        )}
      </div>
    </Frame>
  );
};

const People = ({ of, scan }: { of: DemoStore["people"]; scan(data: string): void }) => (
  <table class="people">
    <thead><tr><th>{say("web.demo_person")}</th><th>{say("web.badge")}</th><th>PIN</th><th>{say("web.demo_roles")}</th></tr></thead>
    <tbody>{of.map((p) => (
      <tr key={p.badge}>
        <td>{nameOf(p.name)}</td>
        <td><button type="button" data-badge={p.badge} onClick={(e) => { e.currentTarget.blur(); scan(btoa("LGP." + p.badge)); }}>{p.badge}</button></td>
        <td class="code">{p.pin}</td>
        <td>{p.roles.join(", ")}</td>
      </tr>
    ))}</tbody>
  </table>
);

const Card = ({ code, scan }: { code: Code; scan(data: string): void }) => {
  const url = code.data.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  return (
    <button type="button" class="card" data-code={code.data} onClick={(e) => { e.currentTarget.blur(); scan(code.data); }}>
      <img src={code.image || `/api/v1/demo/code.png?data=${url}&as=${code.as}`} alt="" loading="lazy" />
      <span><b>{code.text}</b>{code.detail && <small>{code.detail}</small>}</span>
    </button>
  );
};
