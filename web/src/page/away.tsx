// The line to the daemon is down. Nothing of the old screen is left, so that
// nobody works on by it.

import { h } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Shape } from "../face/shape";
import { say } from "../words";

export const Away = ({ first, board }: { first?: boolean; board?: boolean }) => {
  const [since] = useState(Date.now());
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const timer = window.setInterval(() => setSeconds(Math.round((Date.now() - since) / 1000)), 1000);
    return () => clearInterval(timer);
  }, []);
  return (
    <section class="face is-away" role="alert">
      <Shape state="away" />
      <p class="big">{say(first ? "web.joining" : "web.lost")}</p>
      {!board && <p class="says">{say("web.lost_scans")}</p>}
      <p class="since">{seconds > 2 ? say("web.lost_since", { seconds }) : "\u00a0"}</p>
    </section>
  );
};
