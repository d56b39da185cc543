// The first administrator of an empty store.

import { h } from "preact";
import { useState } from "preact/hooks";
import { post, textOf } from "../api";
import { PageProps } from "../main";
import { language, say } from "../words";
import { Frame } from "./frame";

const fields: [string, string, string][] = [
  ["zh", "web.name_zh", "text"], ["en", "web.name_en", "text"], ["badge", "web.badge", "text"], ["pin", "web.new_pin", "password"], ["again", "web.pin_again", "password"],
];

export const Setup = ({ me, spoke }: PageProps) => {
  const [form, setForm] = useState<{ [name: string]: string }>({});
  const [told, setTold] = useState("");
  if (!me.firstRun) return <Frame me={me} spoke={spoke} title={say("web.setup")}><p class="message">{say("web.setup_done")} <a class="button" href="/login">{say("web.sign_in")}</a></p></Frame>;
  const create = (e: Event) => {
    e.preventDefault();
    if (form.pin !== form.again) return setTold(say("web.pins_differ"));
    const person = { id: form.badge.trim(), name: { zh: form.zh || "", en: form.en || "" }, badge: form.badge.trim(), pin: form.pin, language: language() };
    post("/api/v1/setup", person).then(() => location.assign("/"), (no) => setTold(textOf(no)));
  };
  const complete = (form.zh || form.en) && form.badge && form.pin && form.again;
  return (
    <Frame me={me} spoke={spoke} title={say("web.setup")}>
      <p class="lead">{say("web.setup_lead")}</p>
      <form class="sheet narrow" autocomplete="off" onSubmit={create}>
        {fields.map(([name, label, type]) => (
          <label key={name}>{say(label)}<input type={type} name={name} maxLength={type === "password" ? 12 : 64} inputMode={type === "password" ? "numeric" : "text"} value={form[name] || ""} onInput={(e) => setForm({ ...form, [name]: e.currentTarget.value })} /></label>
        ))}
        {told && <p class="message is-bad" role="alert">{told}</p>}
        <button class="main" type="submit" disabled={!complete}>{say("web.setup_create")}</button>
      </form>
    </Frame>
  );
};
