// Light by day, dark for a night store: as the device says, or as chosen here.

import { store, stored } from "./me";

export type Theme = "auto" | "light" | "dark";

export const theme = (): Theme => (stored("theme") as Theme) || "auto";

/** wear puts the chosen theme on the page and remembers it. */
export function wear(t: Theme): void {
  store("theme", t === "auto" ? "" : t);
  const dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.className = t === "dark" || (t === "auto" && dark) ? "dark" : "light";
}

/** followTheme wears the theme now and whenever the device changes its mind. */
export function followTheme(): void {
  wear(theme());
  window.matchMedia("(prefers-color-scheme: dark)").addListener(() => wear(theme()));
}
