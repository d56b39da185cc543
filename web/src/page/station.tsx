// The page of a station: the server's screen, and every way to answer it.

import { h } from "preact";
import { useEffect, useMemo, useReducer, useRef, useState } from "preact/hooks";
import { post, Refused, textOf } from "../api";
import { Entry, empty, sent, shorter, typed, withdrawn } from "../face/entry";
import { Face } from "../face/face";
import { Typing } from "../face/keypad";
import { base64, Live, Message, newId } from "../live";
import { Me, whoAmI } from "../me";
import { Prompt, Screen } from "../screen";
import { Bell, isMute, sound, unlock } from "../sound";
import { language, learn, say } from "../words";
import { listen } from "../wedge/listen";
import { Away } from "./away";
import { Menu } from "./menu";

const badgeCode = /^(?:\][A-Za-z][0-9A-Za-z])?LGP\.([A-Z0-9.-]+)$/i;

/** Post is one station's line and what a person does at it, outside of drawing. */
class Post {
  screen?: Screen;
  away = false;
  entry: Entry = empty;
  open = false;
  seen = false; // a bad answer was acknowledged here
  told = ""; // a refusal of this page's own, until the next answer
  toldBad = false;
  typing = ""; // typed where no prompt takes it
  private live: Live;
  private bell = new Bell();
  private slow = 0;

  constructor(private id: string, private me: () => Me, private meet: (me: Me) => void, private draw: () => void) {
    this.live = new Live(this.path("live?lang=" + language()), {
      screen: (s) => this.hear(s),
      joined: () => this.join(),
      lost: () => this.lose(),
      again: (m) => this.bringAgain(m),
      undone: () => this.tell(say("web.undone"), true),
    });
    this.slow = window.setTimeout(() => this.lose(), 300);
  }

  private path = (rest: string) => `/api/v1/stations/${encodeURIComponent(this.id)}/${rest}`;

  /** locked: what is typed proves who stands here, and is not part of a task. */
  get locked(): boolean {
    const s = this.screen;
    return !this.me().person || (!!s && !!s.prompt && s.prompt.kind === "pin" && !(s.people && s.people.length));
  }

  /** prompt is the server's, or on a locked face the question for a badge. */
  get prompt(): Prompt | undefined {
    if (this.away || !this.screen) return undefined;
    return this.screen.prompt || (this.locked ? { kind: "text", label: say("web.badge"), hint: say("web.badge_hint") } : undefined);
  }

  scan(text: string): void {
    const badge = badgeCode.exec(text);
    if (this.locked && badge) this.signIn({ badge: badge[1] });
    else this.send({ id: newId(), kind: "scan", data: base64(text) });
  }

  choose(choice: string): void {
    this.send({ id: newId(), kind: "choice", choice });
  }

  submit(): void {
    const prompt = this.prompt;
    const text = prompt ? sent(this.entry, prompt.kind) : "";
    if (!prompt || !text) return;
    if (this.locked && prompt.kind === "pin") this.signIn({ pin: text });
    else if (this.locked && prompt.kind === "text") this.signIn({ badge: (badgeCode.exec(text) || ["", text])[1] });
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

  private signIn(proof: { badge?: string; pin?: string }): void {
    if (!this.live.up) return this.refuseAway();
    post<{ screen?: Screen }>(this.path("signin"), proof).then(
      (a) => (proof.pin ? this.rejoin() : a.screen && this.hear(a.screen)),
      (no) => this.tell(textOf(no), true),
    );
  }

  /** rejoin opens the line anew as the person that the cookie now names. */
  private rejoin(): Promise<void> {
    return whoAmI().then((me) => {
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
    if (s.prompt && s.prompt.kind === "pin" && !(before && before.prompt)) whoAmI().then(this.meet);
    this.told = "";
    this.screen = s;
    this.bell.ring(s);
    this.draw();
  }

  private join(): void {
    clearTimeout(this.slow);
    this.away = false;
    whoAmI().then(this.meet);
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

export const Station = ({ id, me: first, pane }: { id: string; me: Me; pane?: boolean }) => {
  const [me, meet] = useState(first);
  const [, draw] = useReducer((n: number) => n + 1, 0);
  const [menu, setMenu] = useState(false);
  const [tongue, setTongue] = useState(language());
  const now = useRef(me);
  now.current = me;
  const post = useMemo(() => new Post(id, () => now.current, (m) => { greet(m, setTongue); meet(m); }, () => draw(0)), [id, tongue]);
  useEffect(() => () => post.close(), [post]);
  useEffect(() => unlock(() => draw(0)), []);
  useEffect(() => hearKeys(post, () => setMenu(false), () => draw(0)), [post]);

  if (post.away) return <Away first={!post.screen} />;
  if (!post.screen) return <section class="face is-idle" />;
  if (menu) return <Menu me={me} pane={pane} close={() => setMenu(false)} signOut={() => { setMenu(false); post.signOut(); }} spoke={setTongue} />;
  return (
    <Face
      screen={{ ...post.screen, prompt: post.prompt }}
      tools={<button type="button" class="tool" aria-label={say("web.menu")} onClick={(e) => { e.currentTarget.blur(); setMenu(true); }}>{"\u2261"}</button>}
      note={<Note post={post} />}
      typing={typingOf(post, () => draw(0))}
      choose={post.locked ? undefined : (c) => post.choose(c)}
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
    taking: () => (post.prompt && post.prompt.kind !== "text" ? post.prompt.kind : "nothing"),
    scan: (text) => { act(); post.typing = ""; post.scan(text); },
    tooLong: () => post.tell(say("web.too_long"), true),
    type: (text) => { post.open = true; post.write(typed(post.entry, post.prompt!.kind, text)); },
    withdraw: (count) => post.write(withdrawn(post.entry, count)),
    back: () => post.write(shorter(post.entry)),
    submit: () => post.submit(),
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

/** Note is the one line that is this page's own: a refusal, what is being typed, or that the sound is shut. */
const Note = ({ post }: { post: Post }) => {
  if (post.told) return <p class={"note " + (post.toldBad ? "is-bad" : "")} role="alert">{post.told}</p>;
  if (post.typing) return <p class="note typing">{say("web.typing")} <code>{post.typing.replace(/[\u0000-\u001f]/g, "\u25af")}</code></p>;
  if (isMute()) return <p class="note mute">{say("web.mute")}</p>;
  return null;
};
