// What is seldom needed at a station, in place of its screen and never over
// it. Any scan closes it.

import { h } from "preact";
import { Me, nameOfMe } from "../me";
import { say } from "../words";
import { sound } from "../sound";
import { LanguageSwitch, ThemeSwitch } from "./switches";

interface Props { me: Me; pane?: boolean; close(): void; signOut(): void; spoke(language: string): void }

export const Menu = (p: Props) => (
  <section class="face is-idle menu">
    <header class="bar">
      <h1>{p.me.person ? nameOfMe(p.me) : "Lotgate"}</h1>
      <span class="space" />
      <button type="button" class="tool" aria-label={say("web.close")} onClick={p.close}>{"\u00d7"}</button>
    </header>
    <div class="menulist">
      {p.me.person && <button type="button" class="main" onClick={p.signOut}>{say("web.sign_out")}</button>}
      <LanguageSwitch me={p.me} spoke={p.spoke} />
      <ThemeSwitch />
      <div class="switch three">
        {(["good", "ask", "bad"] as const).map((s) => <button key={s} type="button" onClick={() => sound(s)}>{"\u266a " + say("web.state_" + s)}</button>)}
      </div>
      {!p.pane && <a class="button" href="/">{say("web.home")}</a>}
    </div>
  </section>
);
