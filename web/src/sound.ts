// The sounds of the answers, the same three as at the gun: good one short
// high, ask two, bad one long low. They differ in length and number as well as
// in pitch, for ears behind a radio or beside a forklift.

import { State } from "./screen";

type Tone = { hz: number; from: number; for: number }; // seconds

const tones: { [state: string]: Tone[] } = {
  good: [{ hz: 1760, from: 0, for: 0.11 }],
  ask: [{ hz: 1047, from: 0, for: 0.14 }, { hz: 1047, from: 0.24, for: 0.14 }],
  bad: [{ hz: 196, from: 0, for: 0.75 }],
};

const shakes: { [state: string]: number[] } = { good: [40], ask: [60, 80, 60], bad: [500] };

let air: AudioContext | undefined;
let touched = false; // browsers shake only for who has touched them

function open(): AudioContext | undefined {
  const Context = (window as any).AudioContext || (window as any).webkitAudioContext;
  if (!air && Context) air = new Context() as AudioContext;
  return air;
}

/** isMute: the browser wants a touch or a key before it lets a page sound. */
export const isMute = (): boolean => {
  const context = open();
  return !!context && context.state === "suspended";
};

/** unlock opens the sound at the first touch or key, and tells changed when the state turns. */
export function unlock(changed: () => void): () => void {
  const context = open();
  let opening = false;
  const touch = (e: Event) => {
    if (!e.isTrusted) return;
    touched = true;
    if (!context || context.state !== "suspended" || opening) return;
    opening = true;
    const done = () => {
      opening = false;
      changed();
    };
    context.resume().then(done, done);
  };
  const names = ["pointerdown", "keydown", "touchend"];
  names.forEach((name) => document.addEventListener(name, touch, true));
  if (context) context.onstatechange = changed;
  return () => names.forEach((name) => document.removeEventListener(name, touch, true));
}

/** sound plays the state's pattern now and shakes a handheld that can. */
export function sound(state: State): void {
  const context = open();
  if (context && context.state !== "suspended") (tones[state] || []).forEach((tone) => play(context, tone));
  if (touched && shakes[state] && navigator.vibrate) navigator.vibrate(shakes[state]);
}

function play(context: AudioContext, tone: Tone): void {
  const start = context.currentTime + tone.from;
  const wave = context.createOscillator();
  const volume = context.createGain();
  wave.type = tone.hz < 400 ? "sawtooth" : "square"; // small loudspeakers drop a low sine
  wave.frequency.value = tone.hz;
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(0.5, start + 0.005);
  volume.gain.setValueAtTime(0.5, start + tone.for - 0.02);
  volume.gain.linearRampToValueAtTime(0, start + tone.for);
  wave.connect(volume);
  volume.connect(context.destination);
  wave.start(start);
  wave.stop(start + tone.for);
}

/** Bell sounds once for every answer, never for one seen before. */
export class Bell {
  private heard?: number;

  /**
   * ring sounds s if its answer is new. The first screen of a page is never
   * new, nor is the same answer after a reconnect; a daemon that started
   * again counts from the beginning, which is no answer either.
   */
  ring(s: { state: State; beep: number }): void {
    const fresh = this.heard !== undefined && s.beep > this.heard;
    this.heard = s.beep;
    if (fresh) sound(s.state);
  }
}
