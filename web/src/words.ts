// The page's own sentences, by code, in the viewer's language. What a screen
// says comes ready from the server; these are the words around it.

type Catalogue = { [code: string]: string };

let catalogue: Catalogue = {};
let chosen = "zh-CN";

/** language is the one that say speaks. */
export const language = (): string => chosen;

/** learn fetches the words of language l; without an answer it tries again, since nothing can be said before. */
export async function learn(l: string): Promise<void> {
  for (let wait = 250; ; wait = Math.min(wait * 2, 5000)) {
    try {
      const answer = await fetch("/api/v1/words?lang=" + encodeURIComponent(l), { credentials: "same-origin" });
      if (!answer.ok) throw new Error(String(answer.status));
      catalogue = await answer.json();
      chosen = l;
      document.documentElement.lang = l;
      return;
    } catch (_) {
      await new Promise((done) => setTimeout(done, wait));
    }
  }
}

/** say fills the sentence of code; a hole in the catalogue shows as its code. Of {n|line|lines} the number is followed by the word that goes with it. */
export function say(code: string, args: { [name: string]: string | number } = {}): string {
  const pattern = catalogue[code];
  if (pattern === undefined) return code;
  return pattern.replace(/\{(\w+)(?:\|([^|}]*)\|([^|}]*))?\}/g, (all, name, one, many) => (name in args ? String(args[name]) + (many === undefined ? "" : " " + (String(args[name]) === "1" ? one : many)) : all));
}

/** nameOf reads a name that may come in one language or in both. */
export function nameOf(name: string | { zh?: string; en?: string } | undefined): string {
  if (!name || typeof name === "string") return name || "";
  return (chosen === "en" ? name.en || name.zh : name.zh || name.en) || "";
}
