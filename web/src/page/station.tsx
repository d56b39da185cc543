// The page of a station: the server's screen, and every way to answer it.

import { h } from "preact";
import { useEffect, useLayoutEffect, useMemo, useReducer, useRef, useState } from "preact/hooks";
import { post, Refused, textOf } from "../api";
import { Entry, empty, sent, shorter, typed, withdrawn } from "../face/entry";
import { Face } from "../face/face";
import { leave } from "../face/choices";
import { Shape } from "../face/shape";
import { Typing } from "../face/keypad";
import { base64, Live, Message, newId } from "../live";
import { Me, whoAmI } from "../me";
import { Prompt, Screen } from "../screen";
import { Bell, isMute, sound, unlock } from "../sound";
import { language, learn, say } from "../words";
import { listen } from "../wedge/listen";
import { Away } from "./away";
import { Menu } from "./menu";

/** Post is one station's line and what a person does at it, outside of drawing. */
class Post {
  screen?: Screen;
  away = false;
  entry: Entry = empty;
  open = false;
  seen = false; // a bad answer was acknowledged here
  told = ""; // a refusal of this page's own, until the next answer
  toldBad = false;
  caps = false;
  typing = ""; // typed where no prompt takes it
  private live: Live;
  private bell = new Bell();
  private slow = 0;

  constructor(private id: string, private me: () => Me, private meet: (me: Me) => void, private draw: () => void) {
    this.live = new Live(this.path("live?lang=" + language()), {
      screen: (s) => this.hear(s),
      joined: () => this.join(),
      lost: () => this.lose(),
      refused: (text) => this.tell(text, true),
      again: (m) => this.bringAgain(m),
      undone: () => this.tell(say("web.undone"), true),
    });
    this.slow = window.setTimeout(() => this.lose(), 300);
  }

  private path = (rest: string) => `/api/v1/stations/${encodeURIComponent(this.id)}/${rest}`;

  /** here: this browser's person works at the station, so that what is typed is part of the task. */
  get here(): boolean {
    const me = this.me();
    return !!me.person && me.station === this.id;
  }

  get prompt(): Prompt | undefined {
    return this.away || !this.screen ? undefined : this.screen.prompt;
  }

  scan(text: string): void {
    this.send({ id: newId(), kind: "scan", data: base64(text) });
  }

  choose(choice: string): void {
    this.send({ id: newId(), kind: "choice", choice });
  }

  submit(): void {
    const prompt = this.prompt;
    const text = prompt ? sent(this.entry, prompt.kind) : "";
    if (!prompt || !text) return;
    if (prompt.kind === "pin" && !this.here) this.signIn(text);
    else this.send({ id: newId(), kind: "text", text });
    this.write(empty);
  }

  signOut(): void {
    post(this.path("signout"), {}).then(() => this.rejoin(), (no) => this.tell(textOf(no), true));
  }

  write(entry: Entry): void {
    this.entry = entry;
    this.told = "";
    this.draw();
  }

  tell(text: string, bad: boolean): void {
    this.told = text;
    this.toldBad = bad;
    if (bad) sound("bad");
    this.draw();
  }

  close(): void {
    clearTimeout(this.slow);
    this.live.close();
  }

  private send(m: Message): void {
    if (!this.live.up) this.refuseAway();
    else this.live.send(m);
  }

  /** refuseAway: a scan made while nobody hears must not look as if it counted. */
  private refuseAway(): void {
    this.away = true;
    sound("bad");
    this.draw();
  }

  /** signIn proves the person whose badge waits at the station, by a request, since only that can set a cookie. */
  private signIn(pin: string): void {
    if (!this.live.up) return this.refuseAway();
    post(this.path("signin"), { pin }).then(() => this.rejoin(), (no) => this.tell(textOf(no), true));
  }

  /** rejoin opens the line anew as the person that the cookie now names. */
  private rejoin(): Promise<void> {
    return whoAmI(this.id).then((me) => {
      this.meet(me);
      this.live.reopen();
    });
  }

  private hear(s: Screen): void {
    const before = this.screen;
    if (!before || before.beep !== s.beep || (before.prompt && before.prompt.label) !== (s.prompt && s.prompt.label)) {
      this.entry = empty;
      this.seen = false;
      this.open = !!s.prompt && (s.state === "ask" || s.prompt.kind === "pin");
    }
    if (before && crew(before) !== crew(s)) whoAmI(this.id).then(this.meet);
    if (before && before.beep !== s.beep) this.told = "";
    this.screen = s;
    this.bell.ring(s);
    this.draw();
  }

  private join(): void {
    clearTimeout(this.slow);
    this.away = false;
    whoAmI(this.id).then(this.meet);
  }

  /** lose waits a moment before it speaks: most gaps in a radio are shorter. */
  private lose(): void {
    clearTimeout(this.slow);
    this.slow = window.setTimeout(() => {
      this.away = true;
      this.draw();
    }, 300);
  }

  private bringAgain(m: Message): void {
    post(this.path("input"), m).catch((no) => (no instanceof Refused && no.status > 0 ? undefined : this.tell(say("web.undone"), true)));
  }
}

const crew = (s: Screen): string => (s.people || []).join();

export const Station = ({ id, me: first, pane }: { id: string; me: Me; pane?: boolean }) => {
  const [me, meet] = useState(first);
  const [, draw] = useReducer((n: number) => n + 1, 0);
  const [menu, setMenu] = useState(false);
  const [tongue, setTongue] = useState(language());
  const now = useRef(me);
  now.current = me;
  const post = useMemo(() => new Post(id, () => now.current, (m) => { if (!pane) greet(m, setTongue); meet(m); }, () => draw(0)), [id, tongue]);
  useEffect(() => () => post.close(), [post]);
  useEffect(() => unlock(() => draw(0)), []);
  useLayoutEffect(() => hearKeys(post, () => setMenu(false), () => draw(0)), [post]);

  if (post.away) return <Away first={!post.screen} />;
  if (!post.screen) return <section class="face is-idle" />;
  if (menu) return <Menu me={me} pane={pane} close={() => setMenu(false)} signOut={() => { setMenu(false); post.signOut(); }} spoke={setTongue} />;
  return (
    <Face
      screen={post.screen}
      tools={[
        isMute() && <span class="mute"><Shape state="mute" />{say("web.mute")}</span>,
        <button type="button" class="tool" aria-label={say("web.menu")} onClick={leave(() => setMenu(true))}>{"\u2261"}</button>,
      ]}
      note={<Note post={post} />}
      typing={typingOf(post, () => draw(0))}
      choose={(c) => post.choose(c)}
      calm={post.seen}
      seen={() => { if (post.screen!.state === "bad") { post.seen = true; draw(0); } }}
    />
  );
};

/** greet lets the page speak the language of whoever signed in. */
function greet(me: Me, spoke: (l: string) => void): void {
  const theirs = me.person && me.person.language;
  if (theirs && theirs !== language()) learn(theirs).then(() => spoke(theirs));
}

function hearKeys(post: Post, act: () => void, draw: () => void): () => void {
  return listen({
    taking: () => (post.prompt ? post.prompt.kind : "nothing"),
    scan: (text) => { act(); post.typing = ""; post.scan(text); },
    tooLong: () => post.tell(say("web.too_long"), true),
    type: (text) => { post.open = true; post.write(typed(post.entry, post.prompt!.kind, text)); },
    withdraw: (count) => post.write(withdrawn(post.entry, count)),
    back: () => post.write(shorter(post.entry)),
    submit: () => post.submit(),
    caps: (on) => { if (on !== post.caps) { post.caps = on; draw(); } },
    pending: (text) => { if (text !== post.typing) { post.typing = text; draw(); } },
  });
}

function typingOf(post: Post, draw: () => void): Typing {
  return {
    entry: post.entry,
    open: post.open,
    press: (ch) => post.write(typed(post.entry, post.prompt!.kind, ch)),
    back: () => post.write(shorter(post.entry)),
    clear: () => post.write(empty),
    set: (value) => post.write({ value, before: [] }),
    submit: () => post.submit(),
    unfold: () => { post.open = !post.open; draw(); },
  };
}

/** Note is the one line that is this page's own: a refusal, what is being typed, or Caps Lock. */
const Note = ({ post }: { post: Post }) => {
  if (post.told) return <p class={"note " + (post.toldBad ? "is-bad" : "")} role="alert">{post.told}</p>;
  if (post.typing) return <p class="note typing">{say("web.typing")} <code>{post.typing.replace(/[\u0000-\u001f]/g, "\u25af")}</code></p>;
  if (post.caps) return <p class="note">{say("web.caps")}</p>;
  return null;
};
