// Who stands here, as far as the daemon knows, and what they prefer.

import { put } from "./api";
import { learnTime } from "./clock";
import { learn, nameOf } from "./words";

export interface Person { id: string; name: { zh?: string; en?: string }; roles?: string[]; rights?: string[]; language?: string }

export interface Me {
  person: Person | null;
  station: string;
  demo: boolean;
  firstRun: boolean;
  languages: string[];
  language: string;
  now?: string; // at the site
}

const nobody = (): Me => ({ person: null, station: "", demo: false, firstRun: false, languages: ["zh-CN", "en"], language: stored("spoken") });

/**
 * whoAmI asks the daemon who sits here, or who works at a station in this
 * browser. Away, it is nobody, since nothing may be pretended.
 */
export const whoAmI = (station = ""): Promise<Me> =>
  fetch("/api/v1/me" + (station && "?station=" + encodeURIComponent(station)), { credentials: "same-origin" })
    .then((answer) => (answer.ok ? (answer.json() as Promise<Me>) : nobody()))
    .then((me) => {
      if (me.now) learnTime(me.now);
      return me;
    })
    .catch(nobody);

/** languageFor is the person's own language, or the one last chosen on this device. */
export function languageFor(me: Me): string {
  const l = (me.person && me.person.language) || stored("language") || me.language || "zh-CN";
  store("spoken", l); // for the next start out of the daemon's reach
  return l;
}

/** speak switches the language of this device and of the person on it. */
export async function speak(me: Me, language: string): Promise<void> {
  store("language", language);
  if (me.person) await put("/api/v1/me/language", { language });
  await learn(language);
}

/** may reports whether the person here has the right. */
export const may = (me: Me, right: string): boolean => !!me.person && (me.person.rights || []).indexOf(right) >= 0;

export function stored(name: string): string {
  try {
    return localStorage.getItem("lotgate." + name) || "";
  } catch (_) {
    return ""; // storage may be closed to us; then nothing is remembered
  }
}

export function store(name: string, value: string): void {
  try {
    localStorage.setItem("lotgate." + name, value);
  } catch (_) {
    return;
  }
}

export const nameOfMe = (me: Me): string => (me.person ? nameOf(me.person.name) || me.person.id : "");
