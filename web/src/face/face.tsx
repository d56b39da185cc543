// Face draws a screen as the server describes it; it decides nothing. The
// answer comes as a surface colour with a shape and a word, then as one big
// line, and only then as detail.

import { h, ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { Screen, State } from "../screen";
import { say } from "../words";
import { Choices } from "./choices";
import { Size, useBig, useSize } from "./fit";
import { PromptBox, Typing } from "./keypad";
import { Fields, ListBox, Notices, ProgressLine } from "./parts";
import { Shape } from "./shape";

interface Props {
  screen: Screen;
  board?: boolean;
  tools?: ComponentChildren; // right end of the title bar
  note?: ComponentChildren; // one line of this page's own
  typing?: Typing;
  choose?: (id: string) => void;
  calm?: boolean; // the answer was seen: its colour may go, its words stay
  seen?: () => void;
}

const bigRange: { [size in Size]: [number, number] } = { s: [32, 44], m: [56, 84], l: [56, 112] };
const boardRange: { [size in Size]: [number, number] } = { s: [32, 44], m: [56, 96], l: [96, 150] };

export const Face = (p: Props) => {
  const s = p.screen;
  const box = useRef<HTMLElement>(null);
  const { size, wide, turn } = useSize(box);
  const prompting = !!p.typing && !!s.prompt && p.typing.open;
  const again = [s, size, turn, prompting, p.calm];
  const state = p.calm ? "idle" : s.state;
  return (
    <section ref={box} class={`face is-${state} size-${size}${wide ? " wide" : ""}${p.board ? " board" : ""}${prompting ? " prompting" : ""}`}>
      <header class="bar">
        <h1>{s.title}</h1>
        {s.where && <span class="where">{s.where}</span>}
        {s.people && s.people.length > 0 && <span class="people">{s.people.join(" · ")}</span>}
        {!!s.waiting && <span class="waiting">{say("web.waiting", { count: s.waiting })}</span>}
        {p.tools}
      </header>
      {s.notices && s.notices.length > 0 && <Notices notices={s.notices} room={size === "s" ? 1 : 3} />}
      {p.note}
      <div class="body">
        <div class="main">
          <Answer screen={s} state={state} range={(p.board ? boardRange : bigRange)[size]} lines={size === "s" && prompting ? 2 : 3} again={again} seen={p.seen} />
          {s.prompt && p.typing && <PromptBox prompt={s.prompt} typing={p.typing} size={size} />}
          {s.progress && <ProgressLine progress={s.progress} />}
          {s.fields && s.fields.length > 0 && <Fields fields={s.fields} again={again} />}
        </div>
        {s.lists && s.lists.length > 0 && <aside class="lists">{s.lists.map((l) => <ListBox key={l.title} list={l} again={again} />)}</aside>}
      </div>
      {p.choose && <Choices choices={s.choices || []} room={size === "s" ? (prompting ? 3 : 6) : size === "m" ? 6 : 8} choose={p.choose} />}
    </section>
  );
};

const Answer = (p: { screen: Screen; state: State; range: [number, number]; lines: number; again: unknown[]; seen?: () => void }) => {
  const line = useRef<HTMLParagraphElement>(null);
  useBig(line, p.range, p.lines, p.again);
  return (
    <div class="answer" onClick={p.seen} role="status" aria-live="assertive">
      <p class="state"><Shape state={p.screen.state} /><b>{say("web.state_" + p.screen.state)}</b></p>
      <p class="big" ref={line}>{p.screen.big}</p>
      {p.screen.says && <p class="says">{p.screen.says}</p>}
    </div>
  );
};
