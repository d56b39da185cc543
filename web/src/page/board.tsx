// A wall board: the same screens, drawn to be read at ten metres. Nobody
// touches it, so it has no tools, and it finds its way back by itself.

import { h } from "preact";
import { useEffect, useState } from "preact/hooks";
import { get, Refused } from "../api";
import { siteClock } from "../clock";
import { Face } from "../face/face";
import { Live } from "../live";
import { whoAmI } from "../me";
import { Screen } from "../screen";
import { language } from "../words";
import { Away } from "./away";
import { Failure } from "./frame";

export const Board = ({ id }: { id: string }) => {
  const [screen, setScreen] = useState<Screen | undefined>(undefined);
  const [away, setAway] = useState(false);
  const [refused, refuse] = useState<unknown>(undefined);
  useEffect(() => {
    const path = "/api/v1/boards/" + encodeURIComponent(id);
    let slow = 0;
    let known = false;
    const lost = () => {
      clearTimeout(slow);
      if (!known) get(path).catch((no) => no instanceof Refused && no.status > 0 && refuse(no));
      slow = window.setTimeout(() => setAway(true), 300);
    };
    const joined = () => {
      known = true;
      refuse(undefined);
      clearTimeout(slow);
      setAway(false);
    };
    slow = window.setTimeout(() => setAway(true), 300);
    const live = new Live(path + "/live?lang=" + language(), { screen: setScreen, joined, lost });
    return () => {
      clearTimeout(slow);
      live.close();
    };
  }, [id]);
  if (refused) return <section class="face is-idle closed"><Failure of={refused} /></section>;
  if (away) return <Away first={!screen} board />;
  if (!screen) return <section class="face is-idle" />;
  return <Face screen={screen} board tools={<Clock />} />;
};

const Clock = () => {
  const [now, setNow] = useState(siteClock());
  useEffect(() => {
    const timer = window.setInterval(() => setNow(siteClock()), 5000);
    const hourly = window.setInterval(() => whoAmI(), 3600000); // a board hangs for months; clocks drift, and summer time comes
    return () => {
      clearInterval(timer);
      clearInterval(hourly);
    };
  }, []);
  return <time class="clock">{now}</time>;
};
