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
interface Device { id: string; station?: string; profile?: string; address?: string; state: string; text?: string; cure?: string; frames: number; troubles: number; waiting: number; setup?: Setup[] }

const everyMs = 3000;

export const Devices = ({ me, spoke }: PageProps) => {
  const { value, refused, late, again } = useGet<{ scanners: Device[]; printers: Printer[] }>("/api/v1/devices");
  useEffect(() => {
    const timer = window.setTimeout(again, everyMs);
    return () => clearTimeout(timer);
  });
  return (
    <Frame me={me} spoke={spoke} title={say("web.page_devices")}>
      <Failure of={refused} />
      <Late late={late} />
      {value && <Group title={say("web.scanners")} devices={value.scanners || []} />}
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

const well: { [state: string]: State } = { connected: "good", ready: "good", absent: "bad", denied: "bad", off: "ask" };

const Card = ({ device: d }: { device: Device }) => {
  const [open, setOpen] = useState(false);
  const cures = (d.setup || []).filter((s) => s.cures);
  const others = (d.setup || []).filter((s) => !s.cures);
  return (
    <div class={cures.length > 0 || open ? "device is-wide" : "device"}>
      <p class="condition"><Shape state={well[d.state] || "idle"} /><b>{d.text || d.state}</b></p>
      {d.cure && <p class="message">{d.cure}</p>}
      {cures.map((s) => <Barcode key={s.profile + s.code} of={s} />)}
      <p class="code">{d.address || d.id}</p>
      <p>{[d.station, d.profile].filter(Boolean).join(" · ")}</p>
      <p class="counts">{(["frames", "troubles", "waiting"] as const).filter((what) => d[what] > 0).map((what) => <span key={what}>{say("web.count_" + what)} <b>{d[what]}</b></span>)}</p>
      {others.length > 0 && (
        <details class="sheet" onToggle={(e) => setOpen((e.currentTarget as HTMLDetailsElement).open)}>
          <summary>{say("web.setup_codes")}</summary>
          {open && others.map((s) => <Barcode key={s.profile + s.code} of={s} />)}
        </details>
      )}
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
