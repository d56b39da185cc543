// A signature: badge and PIN afresh, whoever sits here.

import { h } from "preact";
import { useState } from "preact/hooks";
import { post } from "../api";
import { newId } from "../live";
import { say } from "../words";
import { Failure } from "./frame";
import { Row } from "./table";

interface Props { title: string; lead: string; path: string; reason?: boolean; body?: Row; done(answer: Row): void }

/** Sign posts body with the signature. Its id stays until it is done, so that a second tap does nothing. */
export const Sign = ({ title, lead, path, reason, body, done }: Props) => {
  const [id, setId] = useState(newId);
  const [badge, setBadge] = useState("");
  const [pin, setPin] = useState("");
  const [why, setWhy] = useState("");
  const [told, setTold] = useState<unknown>(undefined);
  const send = (e: Event) => {
    e.preventDefault();
    const words = reason ? { reason: why.trim() } : {};
    post<Row>(path, { id, ...body, ...words, signature: { badge: badge.trim(), pin } }).then((answer) => {
      setId(newId());
      setTold(undefined);
      done(answer);
    }, (no) => {
      setPin("");
      setTold(no);
    });
  };
  return (
    <details class="sheet sign" open={!!body}>
      <summary>{title}</summary>
      <form onSubmit={send}>
        <p class="lead">{lead}</p>
        <Failure of={told} />
        {reason && <label>{say("web.sign_reason")}<input value={why} maxLength={300} onInput={(e) => setWhy(e.currentTarget.value)} /></label>}
        <div class="pair">
          <label>{say("web.sign_badge")}<input value={badge} autocomplete="off" onInput={(e) => setBadge(e.currentTarget.value)} /></label>
          <label>{say("web.sign_pin")}<input type="password" inputMode="numeric" autocomplete="off" value={pin} onInput={(e) => setPin(e.currentTarget.value)} /></label>
        </div>
        <p><button type="submit" class="main" disabled={!badge.trim() || !pin}>{title}</button></p>
      </form>
    </details>
  );
};
