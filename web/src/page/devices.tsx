// Scanners and printers, and how they do.

import { h } from "preact";
import { useEffect, useState } from "preact/hooks";
import { State } from "../screen";
import { Shape } from "../face/shape";
import { PageProps } from "../main";
import { say } from "../words";
import { may } from "../me";
import { Failure, Frame, Late, useGet } from "./frame";
import { Printers, Printer } from "./printers";
import { MachineClock } from "./machineclock";

interface Setup { profile: string; code: string; text: string; cures: boolean }
interface Part { from: number; len: number; text: string }
interface Seen { at: string; hex: string; more: number; trouble?: string; parts: Part[] }
interface Found { kind: string; identity: string; node: string; name: string; usb: string; known: boolean; profile: string; spec: string }
interface Device { doubt?: string; trouble?: string; last?: Seen[]; id: string; station?: string; profile?: string; address?: string; state: string; text?: string; cure?: string; frames: number; troubles: number; waiting: number; setup?: Setup[] }

const everyMs = 3000;

export const Devices = ({ me, spoke }: PageProps) => {
  const { value, refused, late, again } = useGet<{ scanners: Device[]; printers: Printer[]; found: Found[]; broken: string[] }>("/api/v1/devices");
  useEffect(() => {
    const timer = window.setTimeout(again, everyMs);
    return () => clearTimeout(timer);
  });
  return (
    <Frame me={me} spoke={spoke} title={say("web.page_devices")}>
      <Failure of={refused} />
      <Late late={late} />
      {value && (value.broken || []).map((b) => <p class="message" key={b}>{b}</p>)}
      {value && <Group title={say("web.scanners")} devices={value.scanners || []} />}
      {value && value.found && value.found.length > 0 && <FoundGroup found={value.found} />}
      {value && <Printers me={me} printers={value.printers || []} />}
      <MachineClock may={may(me, "clock.accept")} />
    </Frame>
  );
};

const Group = ({ title, devices }: { title: string; devices: Device[] }) => (
  <section>
    <h2>{title}</h2>
    {devices.length === 0 && <p class="message">{say("web.none")}</p>}
    <div class="devices">{devices.map((d) => <Card key={d.id} device={d} />)}</div>
  </section>
);

const recognised = (f: Found) => {
  if (f.known) return `${say("web.found_known")} ${f.profile}.`;
  return f.kind === "printer" ? say("web.found_printer") : `${say("web.found_unknown")} ${f.profile}.`;
};

const FoundGroup = ({ found }: { found: Found[] }) => (
  <section>
    <h2>{say("web.found")}</h2>
    <div class="devices">{found.map((f) => (
      <div class="device" key={f.node}>
        <p><b>{f.name || f.node}</b> {f.usb}</p>
        <p>{recognised(f)} {say("web.found_use")}</p>
        <p class="code">{f.kind === "printer" ? `--printer '…=${f.spec}?profile=${f.profile}'` : `--scanner '${f.spec}?profile=${f.profile}&station=…'`}</p>
      </div>
    ))}</div>
  </section>
);

const well: { [state: string]: State } = { connected: "good", ready: "good", absent: "bad", denied: "bad", off: "ask" };

const Card = ({ device: d }: { device: Device }) => {
  const [open, setOpen] = useState(false);
  const [look, setLook] = useState(false);
  const cures = (d.setup || []).filter((s) => s.cures);
  const others = (d.setup || []).filter((s) => !s.cures);
  return (
    <div class={cures.length > 0 || open || look ? "device is-wide" : "device"}>
      <p class="condition"><Shape state={well[d.state] || "idle"} /><b>{d.text || d.state}</b></p>
      {d.cure && <p class="message">{d.cure}</p>}
      {cures.map((s) => <Barcode key={s.profile + s.code} of={s} />)}
      <p class="code">{d.address || d.id}</p>
      <p>{[d.station, d.profile].filter(Boolean).join(" · ")}</p>
      <p class="counts">{(["frames", "troubles", "waiting"] as const).filter((what) => d[what] > 0).map((what) => <span key={what}>{say("web.count_" + what)} <b>{d[what]}</b></span>)}</p>
      {d.doubt && <p class="quiet">{say("web.unverified")} {d.doubt}</p>}
      {d.trouble && <p class="message">{d.trouble}</p>}
      {d.profile && <p><a href={`/api/v1/devices/${encodeURIComponent(d.profile)}/sheet.pdf`}>{say("web.setup_sheet")}</a></p>}
      {others.length > 0 && (
        <details class="sheet" onToggle={(e) => setOpen((e.currentTarget as HTMLDetailsElement).open)}>
          <summary>{say("web.setup_codes")}</summary>
          {open && others.map((s) => <Barcode key={s.profile + s.code} of={s} />)}
        </details>
      )}
      {d.last && d.last.length > 0 && (
        <details class="sheet" onToggle={(e) => setLook((e.currentTarget as HTMLDetailsElement).open)}>
          <summary>{say("web.last_scans")}</summary>
          {look && d.last.map((s) => <Bytes key={s.at} of={s} />)}
        </details>
      )}
    </div>
  );
};

/** Bytes shows a piece of input byte by byte, each element with its reading underneath. */
const Bytes = ({ of: s }: { of: Seen }) => {
  const runs: { hex: string; text: string }[] = [];
  let at = 0;
  const run = (to: number, text: string) => {
    if (to > at) runs.push({ hex: (s.hex.slice(at * 2, to * 2).match(/../g) || []).join(" "), text });
    at = Math.max(at, to);
  };
  for (const p of [...s.parts].sort((a, b) => a.from - b.from)) {
    run(p.from, "");
    run(p.from + p.len, p.text);
  }
  run(s.hex.length / 2, "");
  return (
    <div class="bytes">
      <small>{s.at.slice(11, 19)}</small>
      {runs.map((r, i) => <span key={i} class={r.text ? "is-part" : ""}><code>{r.hex}</code><b>{r.text}</b></span>)}
      {s.more > 0 && <span><code>… +{s.more}</code></span>}
      {s.trouble && <p>{s.trouble}</p>}
    </div>
  );
};

/** Barcode is never drawn smaller than it is: a gun must read it off the screen. */
const Barcode = ({ of: s }: { of: Setup }) => (
  <figure class="setup">
    <figcaption>{s.text}</figcaption>
    <div><img src={`/api/v1/devices/${encodeURIComponent(s.profile)}/${encodeURIComponent(s.code)}.png`} alt={s.code} /></div>
  </figure>
);
