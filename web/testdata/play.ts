// Plays a script of key presses to the state machine, for its tests: time is
// the script's own, so that nothing depends on the machine that runs it.

import { Taking } from "../src/wedge/gun";
import { Answer, Wedge } from "../src/wedge/wedge";
import { empty, typed, withdrawn } from "../src/face/entry";

interface Press { ch: string; at: number }

function play(script: Press[], taking: Taking) {
  const wedge = new Wedge();
  const out = { scans: [] as string[], texts: [] as string[], entry: "", dumped: 0 };
  let entry = empty;
  let now = 0;
  const settle = (a: Answer) => {
    if (a.withdraw > 0) entry = withdrawn(entry, a.withdraw);
    if (a.typed && taking !== "nothing") entry = typed(entry, taking, a.typed);
    out.scans.push(...a.scans);
    if (a.tooLong) out.dumped++;
    if (!a.submit) return;
    out.texts.push(entry.value);
    entry = empty;
  };
  const passUntil = (at: number) => {
    for (let ms = wedge.wait(now, { taking }); ms !== undefined && now + ms < at; ms = wedge.wait(now, { taking })) {
      now += ms;
      settle(wedge.tick(now, { taking }));
    }
    now = at;
  };
  script.forEach(({ ch, at }) => {
    passUntil(at);
    settle(wedge.signal(ch === "\r" ? { is: "end" } : { is: "char", ch }, at, { taking }));
  });
  passUntil(now + 60000);
  out.entry = entry.value;
  return out;
}

(window as any).play = play;
