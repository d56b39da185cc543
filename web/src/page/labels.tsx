// The paper as it prints: the newest label slides in at the front.

import { h } from "preact";
import { useEffect, useState } from "preact/hooks";
import { get, post, textOf } from "../api";
import { PageProps } from "../main";
import { may } from "../me";
import { say } from "../words";
import { Frame } from "./frame";
import { rowsOf } from "./home";

interface Label { id: string; printer: string; state: string; receipt: string; item: string; lot: string; expiry: string; at: string }

const most = 60; // labels on the page; older ones are in the documents

export const Labels = ({ me, spoke }: PageProps) => {
  const { labels, told, setTold } = useLabels();
  const reprint = (id: string) => post(`/api/v1/labels/${encodeURIComponent(id)}/reprint`, {}).then(() => setTold(say("web.reprinting")), (no) => setTold(textOf(no)));
  return (
    <Frame me={me} spoke={spoke} title={say("web.page_labels")} wide>
      {told && <p class="message" role="status">{told}</p>}
      {labels && labels.length === 0 && <p class="message">{say("web.no_labels")}</p>}
      <ol class="papers">
        {(labels || []).map((l) => (
          <li key={l.id} class={"paper state-" + l.state}>
            <img src={`/api/v1/labels/${encodeURIComponent(l.id)}.png`} alt={`${l.item} ${l.lot} ${l.expiry}`} />
            <p><b>{say("web.label_" + l.state)}</b> <span>{l.printer}</span> <time>{new Date(l.at).toLocaleTimeString()}</time></p>
            {may(me, "label.print") && <button type="button" onClick={() => reprint(l.id)}>{say("web.reprint")}</button>}
          </li>
        ))}
      </ol>
    </Frame>
  );
};

/** useLabels asks for the labels now and after every word on the live line, and says when that is down. */
function useLabels() {
  const [labels, setLabels] = useState<Label[] | undefined>(undefined);
  const [told, setTold] = useState("");
  useEffect(() => {
    let ended = false;
    let socket: WebSocket | undefined;
    let timer = 0;
    let wait = 500;
    const fetchAll = () => get<Label[] | { rows: Label[] }>("/api/v1/labels").then((l) => !ended && setLabels(rowsOf(l).slice(0, most)), (no) => !ended && setTold(textOf(no)));
    const open = () => {
      socket = new WebSocket(location.origin.replace(/^http/, "ws") + "/api/v1/labels/live");
      socket.onopen = () => { wait = 500; setTold(""); fetchAll(); };
      socket.onmessage = fetchAll;
      socket.onclose = () => {
        if (ended) return;
        setTold(say("web.lost"));
        timer = window.setTimeout(open, wait * (0.5 + Math.random()));
        wait = Math.min(wait * 2, 8000);
      };
    };
    fetchAll();
    open();
    return () => {
      ended = true;
      clearTimeout(timer);
      if (socket) socket.close();
    };
  }, []);
  return { labels, told, setTold };
}
