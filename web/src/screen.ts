// A screen as the server decides it; see internal/screen for what each part means.

export type State = "idle" | "good" | "ask" | "bad";

export interface Field { label: string; value: string; style?: "code" | "large" | "faint" }
export interface Progress { done: number; total: number; text: string }
export interface Row { text: string; detail?: string; value?: string; state?: State; mark?: string; done?: number; total?: number }
export interface List { title: string; rows: Row[]; more?: number }
export interface Choice { id: string; text: string; main?: boolean }
export interface Prompt { kind: "text" | "number" | "date" | "pin"; label: string; hint?: string }
export interface Notice { state: State; text: string }

export interface Screen {
  state: State;
  title: string;
  where?: string;
  big: string;
  says?: string;
  code?: string;
  fields?: Field[];
  progress?: Progress;
  lists?: List[];
  choices?: Choice[];
  prompt?: Prompt;
  notices?: Notice[];
  people?: string[];
  waiting?: number;
  beep: number;
}
