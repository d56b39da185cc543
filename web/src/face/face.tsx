// Face draws a screen as the server describes it; it decides nothing. The
// answer comes as a surface colour with a shape and a word, then as one big
// line, and only then as detail.

import { h, ComponentChildren, RefObject } from "preact";
import { useRef } from "preact/hooks";
import { Screen } from "../screen";
import { say } from "../words";
import { Choices } from "./choices";
import { Size, useBig, useSize, useWhole, useWholeLists } from "./fit";
import { PromptBox, PromptTile, Typing } from "./keypad";
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

const roomFor = { s: 6, m: 6, l: 8 }; // choices that fingers find at once
const bigRange: { [size in Size]: [number, number] } = { s: [32, 44], m: [56, 84], l: [56, 112] };
const boardRange: { [size in Size]: [number, number] } = { s: [32, 44], m: [56, 96], l: [96, 150] };

export const Face = (p: Props) => {
  const s = p.screen;
  const box = useRef<HTMLElement>(null);
  const aside = useRef<HTMLElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const { size, wide, turn } = useSize(box);
  const prompting = !!p.typing && !!s.prompt && p.typing.open;
  const again = [s, size, turn, prompting, p.calm];
  const all = s.lists || [];
  const under = p.board && all.length > 1 ? all.slice(0, 1) : []; // a wall has more lists than a side holds
  const lists = all.slice(under.length);
  const padding = prompting && s.prompt!.kind !== "text";
  const beside = wide && padding; // a keypad has its own side where there is room
  const cramped = size === "s" && padding; // the state goes up into the bar then
  const folded = size === "s" && !!s.prompt && s.prompt.kind !== "text" && !prompting; // a tile among the choices saves its line
  const prompt = s.prompt && p.typing && <PromptBox prompt={s.prompt} typing={p.typing} size={size} />;
  const hidden = useWholeLists(box, again);
  useWhole(aside, again);
  const state = p.calm ? "idle" : s.state;
  return (
    <section ref={box} class={`face is-${state} size-${size}${wide ? " wide" : ""}${p.board ? " board" : ""}${padding ? " prompting" : ""}`}>
      <header class="bar">
        {cramped ? <StateLine screen={s} short /> : <h1>{s.title}{s.where && <span class="where">{s.where}</span>}</h1>}
        <span class="space" />
        {s.people && s.people.length > 0 && <span class="crew">{s.people.join(" · ")}</span>}
        {p.tools}
      </header>
      {s.notices && s.notices.length > 0 && <Notices notices={s.notices} room={size === "s" ? 1 : 3} />}
      {p.note}
      <div class="body" ref={body}>
        <div class="task">
          <Answer screen={s} bare={cramped || (!!p.board && s.state === "idle")} range={(p.board ? boardRange : bigRange)[size]} body={body} again={again} seen={p.seen} />
          {!beside && !folded && prompt}
          {s.progress && <ProgressLine progress={s.progress} />}
          {s.fields && s.fields.length > 0 && <Fields fields={s.fields} again={again} />}
          {under.map((l, i) => <ListBox key={l.title} list={l} hidden={hidden[i]} />)}
        </div>
        {(lists.length > 0 || beside) && (
          <aside class="lists" ref={aside}>
            {beside && prompt}
            {lists.map((l, i) => <ListBox key={l.title} list={l} hidden={hidden[under.length + i]} />)}
          </aside>
        )}
      </div>
      <Choices choices={(p.choose && s.choices) || []} room={roomFor[size] - (cramped ? 3 : 0)} choose={p.choose} first={folded && p.typing && <PromptTile prompt={s.prompt!} typing={p.typing} />} />
    </section>
  );
};

const StateLine = ({ screen: s, short }: { screen: Screen; short?: boolean }) => (
  <p class="state">
    <Shape state={s.state} /><b>{say("web.state_" + s.state)}</b>
    {!!s.waiting && <span class="waiting">{say(short ? "web.waiting_short" : "web.waiting", { count: s.waiting })}</span>}
  </p>
);

const Answer = (p: { screen: Screen; bare: boolean; range: [number, number]; body: RefObject<HTMLElement>; again: unknown[]; seen?: () => void }) => {
  const line = useRef<HTMLParagraphElement>(null);
  useBig(line, p.body, p.range, p.again);
  return (
    <div class="answer" onClick={p.seen} role="status" aria-live="assertive">
      {!p.bare && <StateLine screen={p.screen} />}
      <p class="big" ref={line}>{p.screen.big}</p>
      {p.screen.says && <p class="says">{p.screen.says}</p>}
    </div>
  );
};
