// Requests to the daemon. A refusal comes with words for the person; when the
// daemon does not answer at all, that is said in the page's own words.

import { language, say } from "./words";

/** Refused is any answer that is not the thing asked for; text is fit to show. */
export class Refused extends Error {
  constructor(public status: number, public code: string, public text: string, public body: any = {}) {
    super(code);
  }
}

export const get = <T>(path: string): Promise<T> => request<T>("GET", path);
export const post = <T>(path: string, body: unknown): Promise<T> => request<T>("POST", path, body);
export const put = <T>(path: string, body: unknown): Promise<T> => request<T>("PUT", path, body);
export const remove = <T>(path: string): Promise<T> => request<T>("DELETE", path);

/** upload sends files as one form, in the order chosen, with what is told beside them. */
export function upload<T>(path: string, files: File[], told: { [name: string]: string } = {}): Promise<T> {
  const form = new FormData();
  Object.keys(told).forEach((name) => form.append(name, told[name]));
  files.forEach((f) => form.append("file", f, f.name));
  return read<T>(fetch(spoken(path), { method: "POST", body: form, credentials: "same-origin" }));
}

/** picture asks for an image. It comes as dots to be drawn: this page shows no image that has an address elsewhere. */
export async function picture(path: string, body: unknown): Promise<ImageBitmap> {
  const answer = await fetch(spoken(path), { method: "POST", credentials: "same-origin", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }).catch(() => {
    throw new Refused(0, "away", say("web.away"));
  });
  if (answer.ok) return createImageBitmap(await answer.blob());
  const refusal = ((parse(await answer.text()) || {}) as any).error || {};
  throw new Refused(answer.status, refusal.code || "http", refusal.text || say("web.no_answer", { status: answer.status }));
}

function request<T>(method: string, path: string, body?: unknown): Promise<T> {
  const init: RequestInit = { method, credentials: "same-origin", headers: { Accept: "application/json" } };
  if (body !== undefined) {
    init.headers = { Accept: "application/json", "Content-Type": "application/json" };
    init.body = JSON.stringify(body);
  }
  return read<T>(fetch(spoken(path), init));
}

/** spoken asks for the answer's words in the language of this page. */
export const spoken = (path: string): string => path + (path.indexOf("?") < 0 ? "?" : "&") + "lang=" + language();

async function read<T>(asked: Promise<Response>): Promise<T> {
  const answer = await asked.catch(() => {
    throw new Refused(0, "away", say("web.away"));
  });
  const text = await answer.text();
  const body = parse(text);
  if (answer.ok && body !== undefined) return body as T;
  const refusal = (body && (body as any).error) || {};
  throw new Refused(answer.status, refusal.code || "http", refusal.text || say("web.no_answer", { status: answer.status }), body);
}

function parse(text: string): unknown {
  try {
    return text ? JSON.parse(text) : null;
  } catch (_) {
    return undefined;
  }
}

/** textOf is what to show a person of any failure. */
export const textOf = (failure: unknown): string => (failure instanceof Refused ? failure.text : say("web.away"));
