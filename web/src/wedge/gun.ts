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
  text: /^(?!\][A-Za-z][0-9A-Za-z]|LG[PLDC]\.|.*\d{14}|.*[\u0000-\u001f])/i,
  number: /^[-+.,\d]{0,9}$/,
  date: /^[-./\d]{0,10}$/,
  pin: /^\d{0,12}$/,
};

/** isGun decides about run; endAt is when its terminator came, undefined while only silence may close it. */
export function isGun(run: Press[], taking: Taking, endAt?: number): boolean {
  const text = run.map((p) => p.ch).join("");
  const foreign = !fits[taking].test(text);
  if (endAt !== undefined && foreign) return true;
  if (run.length < shortest[taking] && !(foreign && run.length >= 4)) return false;
  if (taking === "date" && isDate(text)) return false;
  if (taking === "text" && run.some((p) => p.bulk)) return foreign;
  return median(run) <= gunMs && (endAt === undefined || endAt - run[run.length - 1].at <= 4 * gunMs);
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
  for (let i = run.length - 1; i > 0; i--) {
    const gap = run[i].at - run[i - 1].at;
    const stray = i < 2 || median(run.slice(0, i)) > gunMs;
    if (gap > pauseMs && stray && run.length - i >= 4 && gap > 8 * median(run.slice(i))) return run.slice(i);
  }
  return run;
}

/** median is the middle pause of run's last 64 characters in ms. */
export function median(run: Press[]): number {
  const near = run.slice(-64);
  const gaps = near.slice(1).map((p, i) => p.at - near[i].at).sort((a, b) => a - b);
  return gaps.length ? gaps[gaps.length >> 1] : 0;
}
