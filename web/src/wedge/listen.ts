// Where the keys of a page come in. One listener stands at the document,
// before any field, so that a gun needs no field to have the focus.

import { Key, KeyReader } from "./keys";
import { Taking } from "./gun";
import { Answer, Wedge, Where } from "./wedge";
import { History, isField, isPressable } from "./field";
import { holdFocus } from "./android";

/** Catcher is the part of a page that scans and typed characters go to. */
export interface Catcher {
  taking(): Taking; // what the page's own prompt wants
  scan(text: string): void;
  tooLong?(): void;
  type?(text: string): void;
  withdraw?(count: number): void;
  back?(): void;
  submit?(): void;
  caps?(on: boolean): void; // Caps Lock, seen at any key
  pending?(text: string): void; // what is being typed where no prompt takes it
}

/** listen catches the page's keys until the answer is called. */
export function listen(catcher: Catcher): () => void {
  const ear = new Ear(catcher);
  const on: [string, (e: any) => void][] = [
    ["keydown", (e) => ear.key(e, false)],
    ["keyup", (e) => ear.key(e, true)],
    ["input", (e) => ear.input(e)],
    ["paste", (e) => ear.paste(e)],
    ["compositionend", (e) => ear.input(e)],
  ];
  on.forEach(([name, f]) => document.addEventListener(name, f, true));
  const release = holdFocus();
  return () => {
    on.forEach(([name, f]) => document.removeEventListener(name, f, true));
    ear.stop();
    release();
  };
}

class Ear {
  private keys = new KeyReader();
  private wedge = new Wedge();
  private history = new History();
  private unnamed = false; // the last key had no name, so its text comes by an input event
  private timer = 0;

  constructor(private catcher: Catcher) {}

  key(e: KeyboardEvent, up: boolean): void {
    if (e.isComposing && e.key !== "Process") return;
    const signal = this.keys.read(pressed(e, up));
    const where = this.where();
    this.unnamed = signal.is === "hidden" || (this.unnamed && up);
    if (signal.is === "char" && signal.ch >= " " && where.field) this.history.remember(e.target as HTMLInputElement);
    if (signal.is === "back" && !where.field && where.taking !== "nothing") this.catcher.back?.();
    const answer = this.wedge.signal(signal, e.timeStamp, where);
    if (answer.take) e.preventDefault();
    this.catcher.caps?.(e.getModifierState("CapsLock"));
    this.settle(answer);
  }

  /** input takes text that came without a named key: from Android's wedge, or a keyboard on the glass. */
  input(e: InputEvent | CompositionEvent): void {
    const target = e.target as HTMLInputElement;
    if ("isComposing" in e && e.isComposing) return;
    if (target.hasAttribute("data-catch")) {
      const text = target.value;
      target.value = "";
      if (text) this.settle(this.wedge.burst(text, e.timeStamp, this.where()));
    } else if (this.unnamed && isField(target) && e.data) {
      this.history.rememberAs(target, e.data);
      this.settle(this.wedge.burst(e.data, e.timeStamp, this.where()));
    }
  }

  /** paste outside a field is a scan by hand, a line each. */
  paste(e: ClipboardEvent): void {
    if (isField(e.target) || !e.clipboardData) return;
    e.preventDefault();
    const lines = e.clipboardData.getData("text").split(/[\r\n]+/);
    lines.filter((line) => line.length > 0).slice(0, 20).forEach((line) => this.catcher.scan(line));
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private where(): Where {
    const focus = document.activeElement;
    if (isField(focus)) return { taking: "text", field: true };
    return { taking: this.catcher.taking(), button: isPressable(focus) };
  }

  private settle(a: Answer): void {
    const field = isField(document.activeElement) ? (document.activeElement as HTMLInputElement) : undefined;
    if (a.withdraw > 0 && field) this.history.restore(field, a.withdraw);
    else if (a.withdraw > 0) this.catcher.withdraw?.(a.withdraw);
    if (a.typed && !field) this.catcher.type?.(a.typed);
    a.scans.forEach((text) => this.catcher.scan(text));
    if (a.tooLong) this.catcher.tooLong?.();
    if (a.submit) this.catcher.submit?.();
    if (!field) this.catcher.pending?.(this.catcher.taking() === "nothing" ? this.wedge.pending : "");
    this.wake();
  }

  /** wake asks for a tick; the second timeout lets keys that already wait in the browser's queue go first. */
  private wake(): void {
    clearTimeout(this.timer);
    const ms = this.wedge.wait(performance.now(), this.where());
    if (ms === undefined) return;
    this.timer = window.setTimeout(() => {
      this.timer = window.setTimeout(() => this.settle(this.wedge.tick(performance.now(), this.where())), 0);
    }, ms);
  }
}

function pressed(e: KeyboardEvent, up: boolean): Key {
  return {
    key: e.key, code: e.code, keyCode: e.keyCode, ctrl: e.ctrlKey, alt: e.altKey, meta: e.metaKey, shift: e.shiftKey,
    altGraph: e.getModifierState("AltGraph"), caps: e.getModifierState("CapsLock"), repeat: e.repeat, up, at: e.timeStamp,
  };
}
