// What everybody must know of seals and backups, and the word that a restored
// store goes on.

import { h } from "preact";
import { useState } from "preact/hooks";
import { post } from "../api";
import { Me, may, nameOfMe } from "../me";
import { say } from "../words";
import { Failure, useGet } from "./frame";

interface Report { waits: boolean; facts: number; made: string; notices: { state: string; text: string }[] }

export const Keeping = ({ me }: { me: Me }) => {
  const { value, refused } = useGet<Report>("/api/v1/keeping");
  const [after, setAfter] = useState<Report | undefined>(undefined);
  const now = after || value;
  return (
    <section>
      <Failure of={refused} />
      {now && now.notices.map((n) => <p key={n.text} class={"message is-" + n.state} role="alert">{n.text}</p>)}
      {now && now.waits && <p class="lead">{say("web.restored_lead", { made: now.made.replace("T", " ").slice(0, 16), facts: now.facts })}</p>}
      {now && now.waits && (may(me, "admin") ? <Word me={me} done={setAfter} /> : <p class="message">{say("web.restored_who")} {!me.person && <a class="button" href="/login">{say("web.sign_in")}</a>}</p>)}
    </section>
  );
};

/** Word asks twice: what it does cannot be taken back. */
const Word = ({ me, done }: { me: Me; done(after: Report): void }) => {
  const [by, setBy] = useState(nameOfMe(me));
  const [sure, setSure] = useState(false);
  const [told, setTold] = useState<unknown>(undefined);
  const send = () => post<Report>("/api/v1/takeover", { by }).then(done, (no) => {
    setSure(false);
    setTold(no);
  });
  return (
    <div class="sheet">
      <label>{say("web.restored_by")}<input name="by" maxLength={64} value={by} onInput={(e) => setBy(e.currentTarget.value)} /></label>
      <Failure of={told} />
      {sure
        ? <div class="keys"><button type="button" class="main" onClick={send}>{say("web.restored_sure")}</button><button type="button" onClick={() => setSure(false)}>{say("web.restored_no")}</button></div>
        : <div class="keys"><button type="button" class="main" disabled={!by.trim()} onClick={() => setSure(true)}>{say("web.restored_go")}</button></div>}
    </div>
  );
};
