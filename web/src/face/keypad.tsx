// The prompt of a screen: one line that shows what is typed, and under it a
// keypad made for gloves. Text alone has a real field, for input methods.

import { h } from "preact";
import { Prompt } from "../screen";
import { say } from "../words";
import { leave } from "./choices";
import { Entry, sent, shown } from "./entry";
import { Size } from "./fit";
import { Shape } from "./shape";

export interface Typing {
  entry: Entry;
  open: boolean;
  press(ch: string): void;
  back(): void;
  clear(): void;
  set(value: string): void;
  submit(): void;
  unfold(): void;
}

const compact = ["1", "2", "3", "back", "4", "5", "6", "clear", "7", "8", "9", "0"];
const full = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "clear", "0", "back"];

export const PromptBox = ({ prompt, typing, size }: { prompt: Prompt; typing: Typing; size: Size }) => {
  const pad = prompt.kind !== "text";
  return (
    <form class={"prompt kind-" + prompt.kind + (typing.open ? " open" : "")} autocomplete="off" onSubmit={(e) => { e.preventDefault(); typing.submit(); }}>
      <div class="entry">
        {pad ? <Line prompt={prompt} typing={typing} /> : <TextField prompt={prompt} typing={typing} />}
        <button type="submit" class="main ok" disabled={!sent(typing.entry, prompt.kind)} onClick={(e) => e.currentTarget.blur()}>{say("web.ok")}</button>
      </div>
      {pad && typing.open && <Keypad typing={typing} keys={size === "s" ? compact : full} />}
    </form>
  );
};

/** PromptTile is a folded prompt where every line counts. */
export const PromptTile = ({ prompt, typing }: { prompt: Prompt; typing: Typing }) => (
  <button type="button" class="tile" onClick={leave(typing.unfold)}>{prompt.label}<small>{prompt.hint || "1 2 3"}</small></button>
);

const Line = ({ prompt, typing }: { prompt: Prompt; typing: Typing }) => (
  <button type="button" class="typed" onClick={leave(typing.unfold)} aria-expanded={typing.open}>
    <span class="label">{prompt.label}</span>
    <output>{typing.entry.value || prompt.kind === "date" ? shown(typing.entry, prompt.kind) : <i>{prompt.hint || say("web.type")}</i>}</output>
  </button>
);

/** TextField takes no focus by itself: keys reach the entry without, and a handheld's keyboard would hide the screen. */
const TextField = ({ prompt, typing }: { prompt: Prompt; typing: Typing }) => (
  <label class="typed">
    <span class="label">{prompt.label}</span>
    <input type="text" value={typing.entry.value} placeholder={prompt.hint || say("web.type")} maxLength={200} onInput={(e) => typing.set(e.currentTarget.value)} />
  </label>
);

const Keypad = ({ typing, keys }: { typing: Typing; keys: string[] }) => (
  <div class={"keypad of-" + (keys === compact ? 4 : 3)}>
    {keys.map((k) => {
      const act = k === "back" ? typing.back : k === "clear" ? typing.clear : () => typing.press(k);
      return <button key={k} type="button" class={k.length > 1 ? "edit" : ""} data-key={k} aria-label={k.length > 1 ? say("web.key_" + k) : k} onClick={leave(act)}>{k === "back" ? <Shape state="back" /> : k === "clear" ? "C" : k}</button>;
    })}
  </div>
);
