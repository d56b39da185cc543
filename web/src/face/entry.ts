// What has been typed into a prompt so far. Kept apart from how it is drawn,
// since a keypad, a keyboard and a gun all write to it.

import { Prompt } from "../screen";

/** Entry is a value and what it was before each character, so that a gun's can be taken back. */
export interface Entry { value: string; before: string[] }

export const empty: Entry = { value: "", before: [] };

const most: { [kind: string]: number } = { number: 9, date: 8, pin: 12, text: 200 };

/** typed adds what the prompt can take of text and remembers even what it cannot. */
export function typed(e: Entry, kind: Prompt["kind"], text: string): Entry {
  return Array.from(text).reduce((was, ch) => {
    const fits = kind === "text" ? ch >= " " : /\d/.test(ch);
    const value = fits && was.value.length < most[kind] ? was.value + ch : was.value;
    return { value, before: was.before.concat(was.value).slice(-300) };
  }, e);
}

export const shorter = (e: Entry): Entry => ({ value: e.value.slice(0, -1), before: [] });

/** withdrawn is e without its last count characters, fitting or not. */
export function withdrawn(e: Entry, count: number): Entry {
  const at = e.before.length - count;
  return at >= 0 && count > 0 ? { value: e.before[at], before: e.before.slice(0, at) } : e;
}

/** shown is what a person sees of the value: a PIN hidden, a date in its places, the year in two digits or four. */
export function shown(e: Entry, kind: Prompt["kind"]): string {
  if (kind === "pin") return e.value.replace(/./g, "\u25cf");
  if (kind !== "date") return e.value;
  const year = /^(2|20|20.*)?$/.test(e.value) ? 4 : 2;
  const places = (e.value + "________").slice(0, Math.max(year + 4, e.value.length));
  return places.slice(0, year) + "-" + places.slice(year, year + 2) + "-" + places.slice(year + 2);
}

/** sent is the value as the server takes it, or "" while it is not complete. A date may lack its day. */
export function sent(e: Entry, kind: Prompt["kind"]): string {
  const v = e.value.trim();
  return kind === "date" && [4, 6, 8].indexOf(v.length) < 0 ? "" : v;
}
