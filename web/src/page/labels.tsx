// The paper as it prints: the newest label slides in at the front.

import { h } from "preact";
import { useEffect, useState } from "preact/hooks";
import { get, post } from "../api";
import { moment } from "../clock";
import { PageProps } from "../main";
import { may } from "../me";
import { say } from "../words";
import { Failure, Frame } from "./frame";

interface Label { id: string; printer: string; state: string; receipt: string; item: string; lot: string; expiry: string; at: string }

const most = 60; // labels on the page; older ones are in the documents

export const Labels = ({ me, spoke }: PageProps) => {
  const { labels, told, setTold } = useLabels();
  const reprint = (id: string) => post(`/api/v1/labels/${encodeURIComponent(id)}/reprint`, {}).then(() => setTold(say("web.reprinting")), setTold);
  return (
    <Frame me={me} spoke={spoke} title={say("web.page_labels")} wide>
      {typeof told === "string" ? <p class="message" role="status">{told}</p> : <Failure of={told} />}
      {labels && labels.length === 0 && <p class="message">{say("web.no_labels")}</p>}
      <ol class="papers">
        {(labels || []).map((l) => (
          <li key={l.id} class={"paper state-" + l.state}>
            <img src={`/api/v1/labels/${encodeURIComponent(l.id)}.png`} loading="lazy" alt={`${l.item} ${l.lot} ${l.expiry}`} />
            <p><b>{say("web.label_" + l.state)}</b> <span>{l.printer}</span> <time>{moment(l.at)}</time></p>
            {may(me, "label.print") && <button type="button" onClick={() => reprint(l.id)}>{say("web.reprint")}</button>}
          </li>
        ))}
      </ol>
    </Frame>
  );
};

/** useLabels follows the labels on their live line, and says when that is down or not for this person. */
function useLabels() {
  const [labels, setLabels] = useState<Label[] | undefined>(undefined);
  const [told, setTold] = useState<unknown>(undefined);
  useEffect(() => {
    let stop = () => undefined as void;
    let gone = false;
    get<Label[]>("/api/v1/labels").then((l) => {
      if (gone) return;
      setLabels(l.slice(0, most));
      stop = follow((m) => setLabels(m.labels.slice(0, most)), (up) => setTold(up ? undefined : say("web.lost")));
    }, setTold);
    return () => {
      gone = true;
      stop();
    };
  }, []);
  return { labels, told, setTold };
}

/** follow hears a live line that nothing is sent on, through every break, until the answer is called. */
function follow(hear: (message: any) => void, stands: (up: boolean) => void): () => void {
  let socket: WebSocket;
  let timer = 0;
  let wait = 500;
  const open = () => {
    socket = new WebSocket(location.origin.replace(/^http/, "ws") + "/api/v1/labels/live");
    socket.onopen = () => {
      wait = 500;
      stands(true);
    };
    socket.onmessage = (m) => hear(JSON.parse(m.data));
    socket.onclose = () => {
      stands(false);
      timer = window.setTimeout(open, wait * (0.5 + Math.random()));
      wait = Math.min(wait * 2, 8000);
    };
  };
  open();
  return () => {
    clearTimeout(timer);
    socket.onclose = null;
    socket.close();
  };
}
