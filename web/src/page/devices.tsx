// Scanners and printers, and how they do.

import { h } from "preact";
import { useEffect } from "preact/hooks";
import { PageProps } from "../main";
import { say } from "../words";
import { Failure, Frame, Late, useGet } from "./frame";
import { Cell } from "./table";

type Device = { [name: string]: unknown };

export const Devices = ({ me, spoke }: PageProps) => {
  const { value, refused, late, again } = useGet<{ scanners: Device[]; printers: Device[] }>("/api/v1/devices");
  useEffect(() => {
    const timer = window.setTimeout(again, 3000);
    return () => clearTimeout(timer);
  });
  return (
    <Frame me={me} spoke={spoke} title={say("web.page_devices")}>
      <Failure of={refused} />
      <Late late={late} />
      {value && <Group title={say("web.scanners")} devices={value.scanners || []} />}
      {value && <Group title={say("web.printers")} devices={value.printers || []} />}
    </Frame>
  );
};

const Group = ({ title, devices }: { title: string; devices: Device[] }) => {
  const columns = Object.keys(devices[0] || {});
  return (
    <section>
      <h2>{title}</h2>
      {devices.length === 0 && <p class="message">{say("web.none")}</p>}
      <div class="scroller"><table>
        <thead><tr>{columns.map((c) => <th key={c}>{say("web.device_" + c)}</th>)}</tr></thead>
        <tbody>{devices.map((d, i) => <tr key={i}>{columns.map((c) => <td key={c}><Cell value={d[c]} /></td>)}</tr>)}</tbody>
      </table></div>
    </section>
  );
};
