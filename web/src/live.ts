// The line to the daemon. It says plainly whether it stands; a message that
// may have been lost with it is sent again under its own id, so that the
// daemon can tell it from a new one.

import { Screen } from "./screen";

export interface Message { id: string; kind: "scan" | "choice" | "text"; data?: string; choice?: string; text?: string }

export interface Hearer {
  screen(s: Screen): void;
  joined(): void;
  lost(): void;
  refused?(text: string): void; // the daemon's words about a message it did not take
  /** again brings a message in doubt to the daemon by another way, under its old id. */
  again?(m: Message): void;
  undone?(m: Message): void; // a message in doubt that is too old for that
}

const answerMs = 3000; // a line that does not answer a message so long is dead
const staleMs = 10000;
const pulseMs = 10000;
const firstWaitMs = 200;
const longestWaitMs = 8000;

/** Live keeps one WebSocket open until it is closed. */
export class Live {
  private socket?: WebSocket;
  private wait = firstWaitMs;
  private timer = 0;
  private pulse = 0;
  private unanswered: { message: Message; at: number; timer: number }[] = [];
  private heard = false;
  private ended = false;

  constructor(private path: string, private hearer: Hearer) {
    this.open();
    this.pulse = window.setInterval(() => this.feel(), pulseMs);
    window.addEventListener("offline", this.drop);
    window.addEventListener("online", this.retry);
    document.addEventListener("visibilitychange", this.wake);
  }

  /** up: the daemon has shown the present state on this line. */
  get up(): boolean {
    return this.heard && !!this.socket && this.socket.readyState === WebSocket.OPEN;
  }

  /** send is false where the line does not stand: then nothing was sent, and nothing will be. */
  send(message: Message): boolean {
    if (!this.up) return false;
    this.write({ message, at: Date.now(), timer: 0 });
    return true;
  }

  /** reopen joins anew, as whoever the cookie now says. */
  reopen(): void {
    this.cut();
    this.open();
  }

  close(): void {
    this.ended = true;
    clearInterval(this.pulse);
    window.removeEventListener("offline", this.drop);
    window.removeEventListener("online", this.retry);
    document.removeEventListener("visibilitychange", this.wake);
    this.settle();
    this.cut();
  }

  private open(): void {
    clearTimeout(this.timer);
    const socket = new WebSocket(location.origin.replace(/^http/, "ws") + this.path);
    this.socket = socket;
    this.timer = window.setTimeout(this.drop, answerMs * 2);
    socket.onmessage = (m) => this.hear(JSON.parse(m.data));
    socket.onclose = () => this.drop();
  }

  private hear(m: { screen?: Screen; error?: { text: string } }): void {
    if (m.error) this.hearer.refused?.(m.error.text);
    if (!m.screen) return;
    const first = !this.heard;
    clearTimeout(this.timer);
    this.wait = firstWaitMs;
    this.heard = true;
    const again = this.settle();
    if (first) this.hearer.joined();
    this.hearer.screen(m.screen);
    if (first) this.bringAgain(again);
  }

  /** settle takes what any later screen has answered off the list. */
  private settle(): { message: Message; at: number }[] {
    const all = this.unanswered;
    this.unanswered = [];
    all.forEach((u) => clearTimeout(u.timer));
    return all;
  }

  /** bringAgain: a person has long scanned again by staleMs, so an older message is only spoken of. */
  private bringAgain(lost: { message: Message; at: number }[]): void {
    lost.forEach((u) => {
      if (Date.now() - u.at > staleMs) this.hearer.undone?.(u.message);
      else this.hearer.again?.(u.message);
    });
  }

  private write(u: { message: Message; at: number; timer: number }): void {
    u.timer = window.setTimeout(this.drop, answerMs);
    this.unanswered.push(u);
    this.socket!.send(JSON.stringify(u.message));
  }

  /** drop gives the line up and asks for a new one, later each time, and not all stations at once. */
  private drop = (): void => {
    if (this.ended) return;
    this.unanswered.forEach((u) => clearTimeout(u.timer));
    this.cut();
    this.hearer.lost();
    this.timer = window.setTimeout(() => this.open(), this.wait * (0.5 + Math.random()));
    this.wait = Math.min(this.wait * 2, longestWaitMs);
  };

  private retry = (): void => {
    if (!this.up) this.reopen();
  };

  /** wake: a handheld taken out of its holster has slept through its timers. */
  private wake = (): void => {
    if (document.hidden) return;
    if (this.up) this.feel();
    else this.reopen();
  };

  private cut(): void {
    clearTimeout(this.timer);
    this.heard = false;
    if (!this.socket) return;
    this.socket.onclose = this.socket.onmessage = null;
    this.socket.close();
    this.socket = undefined;
  }

  /** feel finds out that the line is dead while nobody sends: a handheld that left the radio's reach gets no close. */
  private feel(): void {
    if (!this.up) return;
    const late = window.setTimeout(this.drop, answerMs);
    const fine = () => clearTimeout(late);
    fetch("/healthz", { cache: "no-store" }).then(fine, () => {
      fine();
      this.drop();
    });
  }
}

/** newId is a random UUID; crypto.randomUUID came later than our oldest browser. */
export function newId(): string {
  const b = crypto.getRandomValues(new Uint8Array(16));
  b[6] = (b[6] & 0x0f) | 0x40;
  b[8] = (b[8] & 0x3f) | 0x80;
  const hex = Array.from(b, (n) => (n + 256).toString(16).slice(1)).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** base64 is the UTF-8 of text, as scans travel. */
export function base64(text: string): string {
  return btoa(Array.from(new TextEncoder().encode(text), (b) => String.fromCharCode(b)).join(""));
}
