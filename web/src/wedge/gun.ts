// Whether a run of characters came from a gun: by its pace, and where the pace
// leaves a doubt, by what it says.

/** Press is one character and when it came. */
export interface Press {
  ch: string;
  at: number; // ms
  bulk: boolean; // came together with others in one input event
}

/** Taking is what the open prompt wants; "nothing" where none is open. */
export type Taking = "nothing" | "text" | "number" | "date" | "pin";

const gunMs = 50; // a person's middle pause is longer: 60 words a minute are 200 ms a key
const pauseMs = 300; // between two runs at least; a slow gun's own pace stretches it

/** shortest is how many characters at a gun's pace are a scan: a PIN or a figure may be shorter, no barcode of trade is. */
const shortest: { [taking in Taking]: number } = { nothing: 4, text: 4, number: 7, date: 8, pin: 13 };

/** what each prompt can take; anything else in it was meant as a scan, at any pace. */
const fits: { [taking in Taking]: RegExp } = {
  nothing: /^/,
  text: /^(?!\][A-Za-z][0-9A-Za-z]|LG[PLDCG]\.|.*\d{14}|.*[\u0000-\u001f])/i,
  number: /^[-+.,\d]{0,9}$/,
  date: /^[-./\d]{0,10}$/,
  pin: /^\d{0,12}$/,
};

/** isGun decides about run; endAt is when its terminator came, undefined while only silence may close it. */
export function isGun(run: Press[], taking: Taking, endAt?: number): boolean {
  const fast = median(run) <= gunMs && (endAt === undefined || endAt - run[run.length - 1].at <= 4 * gunMs);
  if (endAt === undefined && (!fast || run.length < 4)) return false;
  const text = run.map((p) => p.ch).join("");
  const foreign = !fits[taking].test(text);
  if (foreign) return true; // at its end any, in silence a fast one of four or more
  if (run.length < shortest[taking] || (taking === "date" && isDate(text))) return false;
  return fast && !(taking === "text" && run.some((p) => p.bulk));
}

/** isDate: eight digits that name a day of this century are a date at any pace. */
function isDate(text: string): boolean {
  return /^20\d\d[-./]?(0[1-9]|1[0-2])[-./]?(0\d|[12]\d|3[01])$/.test(text);
}

/**
 * tailOf is the part of run after the last pause that parts a person's
 * characters from a gun's. A pause after a gun's own is only a stumble: what
 * it has sent before is never thrown away.
 */
export function tailOf(run: Press[]): Press[] {
  if (isMarked(run)) return run;
  for (let i = run.length - 1; i > 0; i--) {
    const gap = run[i].at - run[i - 1].at;
    if (gap <= pauseMs || run.length - i < 4) continue;
    const stray = i < 2 || median(run, 0, i) > gunMs;
    if (stray && gap > 8 * median(run, i)) return run.slice(i);
  }
  return run;
}

/** isMarked: the run begins as a gun begins that names its symbology, "]d2". No person types that. */
const isMarked = (run: Press[]): boolean => /^\][A-Za-z][0-9A-Za-z]/.test(run.slice(0, 3).map((p) => p.ch).join(""));

/** median is the middle pause in ms of run, of its last 64 characters between from and to. */
export function median(run: Press[], from = 0, to = run.length): number {
  const gaps: number[] = [];
  for (let i = Math.max(from, to - 64) + 1; i < to; i++) gaps.push(run[i].at - run[i - 1].at);
  gaps.sort((a, b) => a - b);
  return gaps.length ? gaps[gaps.length >> 1] : 0;
}
