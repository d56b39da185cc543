// The time at the site. The browser's own clock may be set to another zone, or
// be wrong; what hangs on the wall must agree with what is on the papers.

let ahead = 0; // of this device's clock, in milliseconds: what the site's wall shows, read as UTC

/** learnTime takes the site's time as the daemon says it, with its offset: 2026-11-27T21:38:33+08:00. */
export function learnTime(now: string): void {
  const wall = Date.parse(now.slice(0, 19) + "Z");
  if (!isNaN(wall)) ahead = wall - Date.now();
}

const siteNow = (): string => new Date(Date.now() + ahead).toISOString();

/** siteDay is today at the site, 2026-11-27. */
export const siteDay = (): string => siteNow().slice(0, 10);

/** siteClock is what a clock there shows, 21:38. */
export const siteClock = (): string => siteNow().slice(11, 16);

/** moment says a moment of the daemon's, which is in the site's time: the clock of today, and the day too of any other. */
export const moment = (at: string): string => (at.slice(0, 10) === siteDay() ? at.slice(11, 19) : at.slice(0, 16).replace("T", " "));
