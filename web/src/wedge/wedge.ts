// A gun that types, told from a person who types. Nothing is thrown away for
// coming too fast or too slowly: every character is kept until an Enter, a Tab
// or a silence closes the run, and only then is it decided whose it was. So
// the first character of a scan cannot get lost, and a person is never hurried.

import { Signal } from "./keys";
import { Press, Taking, isGun, median, tailOf } from "./gun";

/** Answer is what follows from one event, in this order. */
export interface Answer {
  typed: string; // a person's characters, for the open prompt
  withdraw: number; // so many characters typed before were a gun's after all
  scans: string[];
  submit: boolean; // a person's Enter
  take: boolean; // keep the event from the browser
  tooLong: boolean; // a run that no barcode has was dropped
}

/** Where says what the keys fall on at this moment. */
export interface Where {
  taking: Taking;
  field?: boolean; // a real field has the focus and shows its own characters; taking is then "text"
  button?: boolean; // a button or link has it
}

export const longest = 4096; // characters of one scan; 7089 is the most a QR code holds, 3116 a DataMatrix
const personMs = 60; // a run that pauses so long is shown to the person
/**
 * silenceMs closes a gun's run: at first with room for a radio's stumbling, soon
 * after a gun has shown that it sends no terminator, and late after one that does.
 */
const silenceMs = { unknown: 350, endless: 120, ending: 1000 };
const lateMs = 1000; // a terminator so long after silence closed its scan still belongs to it
const forgetMs = 10000; // stray characters that nobody finished

/** Wedge is the state between two key presses; time comes with the events. */
export class Wedge {
  private run: Press[] = [];
  private given = 0; // characters of run that were already shown as typed
  private flood = 0; // characters beyond longest
  private last = -1e9;
  private closed = -1e9; // when the last scan was taken
  private silent = 0; // scans in a row that silence closed, with no terminator after
  private habit: keyof typeof silenceMs = "unknown";

  /** pending is what a person has typed where no prompt takes it, to be shown before it counts. */
  get pending(): string {
    return this.text(0, this.given);
  }

  signal(s: Signal, at: number, where: Where): Answer {
    at = Math.max(at, this.last);
    const idle = this.run.length === 0;
    if (s.is === "held") return answer({ take: !where.field });
    if (s.is === "none" || s.is === "hidden") return answer();
    if ("within" in s && s.within && (idle || at - this.last > 300)) return answer({ take: !isEditing(s) });
    if (s.is === "char") return this.char(s.ch, at, where, false);
    if (s.is === "end") return this.end(at, where, !!s.tab);
    return this.edit(s.is === "clear", where);
  }

  /** burst takes characters that came at once: an Android gun's commit, or a keyboard's word. */
  burst(s: string, at: number, where: Where): Answer {
    const sum = answer();
    for (const ch of Array.from(s)) {
      const one = /[\r\n\t]/.test(ch) ? this.end(at, where, ch === "\t") : this.char(ch, at, where, true);
      sum.typed += one.typed;
      sum.withdraw += one.withdraw;
      sum.scans.push(...one.scans);
      sum.submit = sum.submit || one.submit;
      sum.tooLong = sum.tooLong || one.tooLong;
    }
    return sum;
  }

  /** wait is how many ms from now tick wants to be called, if nothing comes before. */
  wait(at: number, where: Where): number | undefined {
    if (this.run.length === 0 && this.flood === 0) return undefined;
    const until = this.flood > 0 || this.mayClose(where) ? this.silence() : this.owes() ? personMs : forgetMs;
    return Math.max(1, this.last + until - at);
  }

  /** tick closes what silence closes. */
  tick(at: number, where: Where): Answer {
    const silent = at - this.last;
    if (this.flood > 0) return silent >= this.silence() ? this.drop(where) : answer();
    if (this.mayClose(where)) return silent >= this.silence() ? this.silentScan(at, where) : answer();
    if (silent >= personMs && this.owes()) {
      const typed = this.give();
      return answer({ typed: where.taking === "nothing" ? "" : typed });
    }
    if (silent >= forgetMs) this.clear();
    return answer();
  }

  private char(ch: string, at: number, where: Where, bulk: boolean): Answer {
    const plain = ch >= " ";
    if (where.button && this.run.length === 0 && ch === " ") return answer();
    this.last = at;
    if (this.run.length >= longest) this.flood++;
    else this.run.push({ ch, at, bulk });
    if (!where.field) return answer({ take: true });
    if (plain) this.given = this.run.length; // the field itself shows it
    return answer({ take: !plain });
  }

  private end(at: number, where: Where, tab: boolean): Answer {
    if (this.flood > 0) return { ...this.drop(where), take: true };
    if (this.run.length === 0) return this.bareEnd(at, where, tab);
    if (where.taking === "nothing" || isGun(tailOf(this.run), where.taking, at)) {
      this.learn("ending");
      return this.scan(at, where);
    }
    const typed = this.give();
    this.clear();
    return answer({ typed, submit: !tab && !where.field, take: !tab && !where.field });
  }

  /** bareEnd is a terminator alone: the second half of CR LF, one that came after the silence, or a person's. */
  private bareEnd(at: number, where: Where, tab: boolean): Answer {
    if (at - this.closed < (this.silent > 0 ? lateMs : 300)) {
      this.learn("ending");
      return answer({ take: true });
    }
    if (tab || where.field || where.button || where.taking === "nothing") return answer();
    return answer({ submit: true, take: true });
  }

  private edit(all: boolean, where: Where): Answer {
    if (where.field || where.taking !== "nothing") {
      this.clear();
      return answer();
    }
    if (all) this.clear();
    else this.run.pop();
    this.given = Math.min(this.given, this.run.length);
    return answer({ take: true });
  }

  private silentScan(at: number, where: Where): Answer {
    if (++this.silent > 1) this.habit = "endless";
    return this.scan(at, where);
  }

  private learn(habit: "ending"): void {
    this.habit = habit;
    this.silent = 0;
  }

  /** scan takes the gun's part of the run; what a person typed into a prompt before it stays. */
  private scan(at: number, where: Where): Answer {
    const tail = tailOf(this.run);
    const before = this.run.length - tail.length;
    const prompt = where.taking !== "nothing";
    const typed = prompt ? this.text(this.given, before) : "";
    const withdraw = !prompt ? 0 : this.run.slice(before, Math.max(before, this.given)).filter((p) => !where.field || p.ch >= " ").length;
    const text = this.text(before, this.run.length);
    this.clear();
    this.closed = at;
    return answer({ scans: [text], typed, withdraw, take: true });
  }

  private drop(where: Where): Answer {
    const withdraw = where.taking !== "nothing" ? this.given : 0;
    this.clear();
    return answer({ tooLong: true, withdraw });
  }

  private give(): string {
    const typed = this.text(this.given, this.run.length);
    this.given = this.run.length;
    return typed;
  }

  private text(from: number, to: number): string {
    return this.run.slice(from, to).map((p) => p.ch).join("");
  }

  private clear(): void {
    this.run = [];
    this.given = 0;
    this.flood = 0;
  }

  /** owes: a person waits to see what was typed. */
  private owes(): boolean {
    return this.given < this.run.length;
  }

  private mayClose(where: Where): boolean {
    return this.run.length > 0 && isGun(tailOf(this.run), where.taking);
  }

  private silence(): number {
    if (this.flood > 0) return silenceMs.ending;
    return Math.max(silenceMs[this.habit], 6 * median(tailOf(this.run)));
  }
}

/** isEditing spares the shortcuts that a person needs; the rest only a gun presses on a station. */
function isEditing(s: Signal): boolean {
  return s.is === "char" && (s.ch === "\u001d" || /[\u0001\u0003\u0016\u0018\u0019\u001a\u0012\u0006\u0014\u0017\u000e\u000c]/.test(s.ch));
}

function answer(a: Partial<Answer> = {}): Answer {
  return { typed: "", withdraw: 0, scans: [], submit: false, take: false, tooLong: false, ...a };
}
