// The demo store on one page: its people, its packs, orders and bins as
// barcodes. A click sends the bytes through a virtual gun, a real gun may scan
// them off the glass, and the station answers beside them.

import { h } from "preact";
import { useState } from "preact/hooks";
import { post, textOf } from "../api";
import { leave } from "../face/choices";
import { PageProps } from "../main";
import { Me } from "../me";
import { nameOf, say } from "../words";
import { Failure, Frame, Late, useGet } from "./frame";
import { Station } from "./station";

interface Code { text: string; detail?: string; data: string; as: string; image?: string }
interface Scanner { id: string; station: string }
interface DemoStore {
  people: { name: string | { zh?: string; en?: string }; badge: string; pin: string; roles: string[] }[];
  groups: { title: string; codes: Code[] }[];
  scanners: Scanner[];
}

export const Demo = ({ me, spoke }: PageProps) => {
  const { value, refused, late } = useGet<DemoStore>("/api/v1/demo");
  const [chosen, setScanner] = useState("");
  const [open, setOpen] = useState(0);
  const [told, setTold] = useState("");
  const [near, setNear] = useState<Code | undefined>(undefined);
  if (!value) return <Frame me={me} spoke={spoke} title={say("web.page_demo")}><Failure of={refused} /><Late late={late} /></Frame>;
  const scanner = value.scanners.filter((s) => s.id === chosen)[0] || value.scanners[0];
  const scan = (data: string) => post("/api/v1/demo/scan", { scanner: scanner.id, data }).then(() => setTold(""), (no) => setTold(textOf(no)));
  const group = value.groups[open];
  return (
    <Frame me={me} spoke={spoke} title={say("web.page_demo")} wide>
      <div class="demo">
        <nav class="groups">
          {value.groups.map((g, i) => <button key={g.title} type="button" aria-pressed={i === open} onClick={leave(() => setOpen(i))}>{g.title}</button>)}
        </nav>
        <div class="codes">
          <p class="lead">{say("web.demo_lead")}</p>
          {group && <Exhibit code={group.codes.indexOf(near!) >= 0 ? near! : group.codes[0]} />}
          {told && <p class="message is-bad" role="alert">{told}</p>}
          <div class="cards">{group && group.codes.map((c) => <Card key={c.data + c.text} code={c} scan={scan} point={setNear} />)}</div>
          <People of={value.people} scan={scan} />
        </div>
        {scanner && <Pane me={me} scanners={value.scanners} chosen={scanner} choose={setScanner} />}
      </div>
    </Frame>
  );
};

/** Pane is the station that the chosen gun belongs to. */
const Pane = ({ me, scanners, chosen, choose }: { me: Me; scanners: DemoStore["scanners"]; chosen: Scanner; choose(id: string): void }) => (
  <div class="pane">
    <div class="switch">{scanners.map((s) => <button key={s.id} type="button" aria-pressed={s === chosen} onClick={leave(() => choose(s.id))}>{s.station || s.id}</button>)}</div>
    <div class="glass"><Station key={chosen.station} id={chosen.station} me={me} pane /></div>
    <p><a href={"/station/" + encodeURIComponent(chosen.station)} target="_blank" rel="noopener">{say("web.demo_alone")}</a></p>
  </div>
);

/** People is who may sign in: a button is the badge, the PIN is no secret here. */
const People = ({ of, scan }: { of: DemoStore["people"]; scan(data: string): void }) => (
  <section class="people">
    <h2>{say("web.demo_people")}</h2>
    <div>{of.map((p) => (
      <button key={p.badge} type="button" data-badge={p.badge} title={p.roles.join(", ")} onClick={leave(() => scan(btoa("LGP." + p.badge)))}>
        {nameOf(p.name)} <code>{p.badge}</code><small>{say("web.pin")} <code>{p.pin}</code></small>
      </button>
    ))}</div>
  </section>
);

const imageOf = (code: Code): string =>
  code.image || `/api/v1/demo/code.png?data=${code.data.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "")}&as=${code.as}`;

/** Exhibit shows one code alone and with whole pixels to a module, so that a real gun reads it off the glass. */
const Exhibit = ({ code }: { code: Code }) => {
  const fit = (e: Event) => {
    const image = e.currentTarget as HTMLImageElement;
    const room = image.parentElement!.clientWidth - 40;
    const scale = [2, 1, 0.5].filter((n) => image.naturalWidth * n <= room && image.naturalHeight * n <= 180)[0] || 0.25;
    image.style.width = image.naturalWidth * scale + "px";
  };
  return (
    <div class="exhibit">
      <img src={imageOf(code)} alt={code.text} onLoad={fit} />
    </div>
  );
};

const Card = ({ code, scan, point }: { code: Code; scan(data: string): void; point(c: Code): void }) => (
  <button type="button" class="card" data-code={code.data} onPointerEnter={() => point(code)} onFocus={() => point(code)} onClick={leave(() => scan(code.data))}>
    <img src={imageOf(code)} alt="" loading="lazy" />
    <span><b>{code.text}</b>{code.detail && <small>{code.detail}</small>}</span>
  </button>
);
