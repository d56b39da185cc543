// Signing in at a desk: a badge, scanned or typed, and its PIN. A screen on a
// wall, where nobody types, is given a token once instead.

import { h } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { post, textOf } from "../api";
import { PageProps } from "../main";
import { Shape } from "../face/shape";
import { say } from "../words";
import { listen } from "../wedge/listen";
import { Frame } from "./frame";

/** target is a page of this site to go to afterwards; an address elsewhere is not followed. */
function target(): string {
  const to = new URLSearchParams(location.search).get("to") || "/";
  return /^\/[^/\\]/.test(to) ? to : "/";
}

const plainBadge = (text: string) => text.trim().replace(/^\][A-Za-z][0-9A-Za-z]/, "").replace(/^LGP\./i, "");

export const Login = ({ me, spoke }: PageProps) => {
  const [badge, setBadge] = useState("");
  const [pin, setPin] = useState("");
  const [token, setToken] = useState("");
  const [told, setTold] = useState("");
  const secret = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => listen({
    taking: () => "nothing",
    scan: (text) => {
      setBadge(plainBadge(text));
      secret.current!.focus();
    },
  }), []);
  const signIn = (e: Event) => {
    e.preventDefault();
    post("/api/v1/session", token ? { token } : { badge: plainBadge(badge), pin }).then(() => location.assign(target()), (no) => {
      setPin("");
      setTold(textOf(no));
      secret.current!.focus();
    });
  };
  return (
    <Frame me={me} spoke={spoke} title={say("web.sign_in")}>
      <form class="sheet narrow" autocomplete="off" onSubmit={signIn}>
        <label>{say("web.badge")}<input type="text" name="badge" value={badge} placeholder={say("web.badge_hint")} autofocus onInput={(e) => setBadge(e.currentTarget.value)} /></label>
        <label>{say("web.pin")}<input ref={secret} type="password" name="pin" inputMode="numeric" maxLength={12} value={pin} onInput={(e) => setPin(e.currentTarget.value)} /></label>
        <Pad press={(k) => setPin(k === "back" ? pin.slice(0, -1) : (pin + k).slice(0, 12))} />
        {told && <p class="message is-bad" role="alert">{told}</p>}
        <button class="main" type="submit" disabled={!token && (!badge || !pin)}>{say("web.sign_in")}</button>
        <details><summary>{say("web.by_token")}</summary><label>{say("web.token")}<input type="password" name="token" value={token} onInput={(e) => setToken(e.currentTarget.value.trim())} /></label></details>
      </form>
    </Frame>
  );
};

const Pad = ({ press }: { press(k: string): void }) => (
  <div class="keypad of-3">
    {["1", "2", "3", "4", "5", "6", "7", "8", "9", "", "0", "back"].map((k) => (k === "" ? <span /> : (
      <button key={k} type="button" aria-label={k === "back" ? say("web.key_back") : k} onClick={() => press(k)}>{k === "back" ? <Shape state="back" /> : k}</button>
    )))}
  </div>
);
