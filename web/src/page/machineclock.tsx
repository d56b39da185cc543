// The machine's clock, by which expiry is decided, and the word that it is right.

import { h } from "preact";
import { useState } from "preact/hooks";
import { post } from "../api";
import { newId } from "../live";
import { say } from "../words";
import { Shape } from "../face/shape";
import { Failure, useGet } from "./frame";

interface Report { at: string; zone: string; state: string; text: string; jump: string }

/** MachineClock shows how the clock stands; may is whether this person may confirm it. */
export const MachineClock = ({ may }: { may: boolean }) => {
  const { value, refused } = useGet<Report>("/api/v1/clock");
  const [confirmed, setConfirmed] = useState<Report | undefined>(undefined);
  const [id, setId] = useState(newId);
  const [told, setTold] = useState<unknown>(undefined);
  const confirm = () => post<Report>("/api/v1/clock/accept", { id }).then((r) => {
    setId(newId());
    setTold(undefined);
    setConfirmed(r);
  }, setTold);
  const now = confirmed || value;
  return (
    <section>
      <h2>{say("web.machine_clock")}</h2>
      <Failure of={refused} />
      {now && (
        <div class="device">
          <p class="condition"><Shape state={now.jump ? "bad" : now.state === "synced" ? "good" : "idle"} /><b>{now.at.replace("T", " ").slice(0, 16)}</b></p>
          <p>{now.zone}</p>
          <p>{now.text}</p>
          {now.jump && <p class="message is-bad" role="alert">{now.jump}</p>}
          <Failure of={told} />
          {now.jump && may && <div class="keys"><button type="button" class="main" onClick={confirm}>{say("web.clock_right")}</button></div>}
        </div>
      )}
    </section>
  );
};
