// Language and theme, as rows of buttons of which one is pressed.

import { h } from "preact";
import { useReducer } from "preact/hooks";
import { Me, speak } from "../me";
import { theme, wear } from "../theme";
import { language, say } from "../words";

const own: { [language: string]: string } = { "zh-CN": "中文", en: "English" };

export const LanguageSwitch = ({ me, spoke }: { me: Me; spoke: (language: string) => void }) => (
  <div class="switch" role="group" aria-label={say("web.language")}>
    {(me.languages || Object.keys(own)).map((l) => (
      <button key={l} type="button" lang={l} aria-pressed={l === language()} onClick={() => speak(me, l).then(() => spoke(l), () => spoke(l))}>{own[l] || l}</button>
    ))}
  </div>
);

export const ThemeSwitch = () => {
  const [, draw] = useReducer((n: number) => n + 1, 0);
  return (
    <div class="switch theme" role="group" aria-label={say("web.theme")}>
      {(["light", "dark", "auto"] as const).map((t) => (
        <button key={t} type="button" aria-pressed={t === theme()} onClick={() => { wear(t); draw(0); }}>{say("web.theme_" + t)}</button>
      ))}
    </div>
  );
};
