// What one key press says, told apart from what the browser makes of it. A
// gun is a keyboard to the machine it hangs on, but not a person: it presses
// Ctrl for control characters, spells them on the number pad behind Alt, and
// believes that the layout is American.

/** Key is the part of a KeyboardEvent that matters here. */
export interface Key {
  key: string;
  code: string;
  keyCode?: number;
  ctrl?: boolean;
  alt?: boolean;
  meta?: boolean;
  shift?: boolean;
  altGraph?: boolean;
  caps?: boolean;
  repeat?: boolean;
  up?: boolean;
  at: number; // ms, from any fixed moment
}

/**
 * Signal is what a key press says. A char "within" counts only within a run of
 * others: alone it is a person's shortcut or arrow key. "hidden" is a press
 * that the browser does not name; its text comes by an input event, if at all.
 */
export type Signal =
  | { is: "char"; ch: string; within?: boolean }
  | { is: "end"; within?: boolean; tab?: boolean }
  | { is: "back" | "clear" | "none" | "hidden" | "held" };

export const GS = "\u001d";

const none: Signal = { is: "none" };

/** KeyReader turns presses into signals; it remembers only what hangs over from one to the next. */
export class KeyReader {
  private digits = ""; // pressed on the number pad while Alt is down
  private down = { code: "", at: 0, held: false };

  read(k: Key): Signal {
    if (k.up) return k.key === "Alt" ? this.altCode() : none;
    if (k.alt && !k.ctrl && /^Numpad\d$/.test(k.code)) {
      this.digits = (this.digits + k.code.slice(-1)).slice(-5);
      return { is: "held" };
    }
    if (this.isHeld(k)) return { is: "held" };
    return named[k.key] || control(k) || printable(k);
  }

  /** altCode is the character whose number was pressed, which Windows too makes only when Alt goes up. */
  private altCode(): Signal {
    const code = parseInt(this.digits, 10);
    this.digits = "";
    if (!(code > 0 && code < 256)) return none;
    return code === 13 || code === 10 ? { is: "end" } : { is: "char", ch: String.fromCharCode(code) };
  }

  /**
   * isHeld tells a key that somebody leans on from one pressed again: systems
   * wait a quarter of a second before they repeat, a gun's second 0 follows
   * at once, and some hosts flag that as a repeat when they lose the key-up.
   */
  private isHeld(k: Key): boolean {
    const again = !!k.repeat && k.code === this.down.code;
    const held = again && (this.down.held || k.at - this.down.at > 200);
    this.down = { code: k.code, at: k.at, held };
    return held;
  }
}

const named: { [key: string]: Signal | undefined } = {
  Enter: { is: "end" },
  Tab: { is: "end", tab: true },
  "\r": { is: "end" },
  "\n": { is: "end" },
  Backspace: { is: "back" },
  Escape: { is: "clear" },
  // Stand-ins for GS that guns are set to where a host swallows the real one.
  F8: { is: "char", ch: GS, within: true },
  ArrowDown: { is: "char", ch: GS, within: true },
};

/** control reads Ctrl with a letter or one of [ \ ] ^ _ as ASCII names them. */
function control(k: Key): Signal | undefined {
  if (k.keyCode === 29 && k.key.length !== 1) return { is: "char", ch: GS };
  if (k.meta) return none;
  if (!k.ctrl || k.alt || k.altGraph) return undefined;
  if (k.key === "]" || k.key === "}" || k.key === GS || k.code === "BracketRight") return { is: "char", ch: GS };
  const letter = /^Key([A-Z])$/.exec(k.code) || /^([A-Za-z[\\^_])$/.exec(k.key);
  const ch = letter ? letter[1].toUpperCase() : shifted(k);
  const code = ch.charCodeAt(0) & 31;
  if (!letter && ch !== "^" && ch !== "_") return none;
  if (code === 13 || code === 10) return { is: "end", within: true };
  return code === 9 ? { is: "end", within: true, tab: true } : { is: "char", ch: String.fromCharCode(code), within: true };
}

function printable(k: Key): Signal {
  if (k.alt && !k.ctrl && !k.altGraph) return none;
  if (k.key === "Dead" || k.key === "Process" || k.key === "Unidentified") {
    const ch = shifted(k);
    return ch ? { is: "char", ch } : { is: "hidden" };
  }
  if (Array.from(k.key).length !== 1) return none;
  // Caps Lock turns a gun's letters round, but it does not touch Shift.
  const letter = k.caps && /^[A-Za-z]$/.test(k.key);
  return { is: "char", ch: !letter ? k.key : k.shift ? k.key.toUpperCase() : k.key.toLowerCase() };
}

const marks: { [code: string]: string | undefined } = {
  Space: "  ", Minus: "-_", Equal: "=+", BracketLeft: "[{", BracketRight: "]}", Backslash: "\\|", Semicolon: ";:",
  Quote: "'\"", Backquote: "`~", Comma: ",<", Period: ".>", Slash: "/?",
};

/** shifted is what the key types on the American layout that guns believe in. */
function shifted(k: Key): string {
  const n = k.shift ? 1 : 0;
  const letter = /^Key([A-Z])$/.exec(k.code);
  if (letter) return n ? letter[1] : letter[1].toLowerCase();
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(k.code);
  if (digit) return n && k.code[0] === "D" ? ")!@#$%^&*("[+digit[1]] : digit[1];
  return (marks[k.code] || "")[n] || "";
}
