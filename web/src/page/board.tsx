// A wall board: the same screens, drawn to be read at ten metres. Nobody
// touches it, so it has no tools, and it finds its way back by itself.

import { h } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Face } from "../face/face";
import { Live } from "../live";
import { Screen } from "../screen";
import { language } from "../words";
import { Away } from "./away";

export const Board = ({ id }: { id: string }) => {
  const [screen, setScreen] = useState<Screen | undefined>(undefined);
  const [away, setAway] = useState(false);
  useEffect(() => {
    let slow = 0;
    const lost = () => {
      clearTimeout(slow);
      slow = window.setTimeout(() => setAway(true), 300);
    };
    const joined = () => {
      clearTimeout(slow);
      setAway(false);
    };
    lost();
    const live = new Live(`/api/v1/boards/${encodeURIComponent(id)}/live?lang=${language()}`, { screen: setScreen, joined, lost });
    return () => {
      clearTimeout(slow);
      live.close();
    };
  }, [id]);
  if (away) return <Away first={!screen} board />;
  if (!screen) return <section class="face is-idle" />;
  return <Face screen={screen} board tools={<Clock />} />;
};

const Clock = () => {
  const [now, setNow] = useState(new Date());
  useEffect(() => {
    const timer = window.setInterval(() => setNow(new Date()), 5000);
    return () => clearInterval(timer);
  }, []);
  return <time class="clock">{("0" + now.getHours()).slice(-2) + ":" + ("0" + now.getMinutes()).slice(-2)}</time>;
};
