// The frame of the pages at a desk: where one is, where one may go, and who
// one is.

import { h, ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { get, Refused, remove, textOf } from "../api";
import { Me, may, nameOfMe } from "../me";
import { say } from "../words";
import { LanguageSwitch, ThemeSwitch } from "./switches";

/** places are the desk pages with the right that each asks for; "" is for everyone. */
export const places: [string, string][] = [
  ["requisitions", "requisition.view"], ["recalls", "requisition.view"], ["urgent", "urgent.review"], ["documents", "document.view"], ["inspections", "lot.inspect"], ["stock", "stock.view"], ["suppliers", "stock.view"], ["trace", "stock.view"], ["backtrace", "document.view"], ["register", "document.view"], ["policy", "policy.view"], ["labels", "label.view"], ["templates", "label.view"], ["import", "master.import"], ["devices", "device.view"],
];

export const placesFor = (me: Me): string[] => places.filter(([, right]) => may(me, right)).map(([name]) => name).concat(me.demo ? ["demo"] : []);

interface Props { me: Me; spoke(): void; title: string; wide?: boolean; children?: ComponentChildren }

export const Frame = ({ me, spoke, title, wide, children }: Props) => (
  <div class={"desk" + (wide ? " full" : "")}>
    <header class="deskbar">
      <a class="brand" href="/"><img src="/icon.svg" alt="" width="36" height="36" /><span>Lotgate</span></a>
      <nav>{placesFor(me).map((name) => <a key={name} href={"/" + name} aria-current={location.pathname.split("/")[1] === name ? "page" : undefined}>{say("web.page_" + name)}</a>)}</nav>
      <ThemeSwitch />
      <LanguageSwitch me={me} spoke={spoke} />
      <Who me={me} />
    </header>
    <main>
      <h1>{title}</h1>
      {children}
    </main>
  </div>
);

const Who = ({ me }: { me: Me }) => {
  if (!me.person) return <a class="who button" href={"/login?to=" + encodeURIComponent(location.pathname)}>{say("web.sign_in")}</a>;
  const out = () => remove("/api/v1/session").then(() => location.assign("/"), () => location.assign("/"));
  return <span class="who"><b>{nameOfMe(me)}</b><button type="button" onClick={out}>{say("web.sign_out")}</button></span>;
};

/** useGet fetches path and again whenever it changes; late says that it takes longer than a person waits unasked. */
export function useGet<T>(path: string): { value?: T; refused?: unknown; late: boolean; again(): void } {
  const [state, setState] = useState<{ value?: T; refused?: unknown; late: boolean }>({ late: false });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let gone = false;
    const slow = window.setTimeout(() => !gone && setState((was) => ({ ...was, late: true })), 300);
    const settle = (next: { value?: T; refused?: unknown }) => {
      clearTimeout(slow);
      if (!gone) setState({ ...next, late: false });
    };
    get<T>(path).then((value) => settle({ value }), (refused) => settle({ refused }));
    return () => {
      gone = true;
      clearTimeout(slow);
    };
  }, [path, turn]);
  return { ...state, again: () => setTurn(turn + 1) };
}

/** Failure says what was refused, and to a stranger where to sign in. */
export const Failure = ({ of }: { of: unknown }) => {
  if (!of) return null;
  const stranger = of instanceof Refused && of.status === 401;
  return (
    <p class="message is-bad" role="alert">
      {textOf(of)} {stranger && <a class="button" href={"/login?to=" + encodeURIComponent(location.pathname)}>{say("web.sign_in")}</a>}
    </p>
  );
};

export const Late = ({ late }: { late: boolean }) => (late ? <p class="message">{say("web.late")}</p> : null);
