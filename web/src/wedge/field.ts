// A field that a gun typed into by mistake is put back to what it held before.

/** isField: the focused element shows what is typed. */
export function isField(e: unknown): boolean {
  if (!(e instanceof HTMLElement) || e.hasAttribute("data-catch")) return false;
  if (e.tagName === "TEXTAREA") return true;
  return e.tagName === "INPUT" && /^(text|password|search|tel|number|)$/.test((e as HTMLInputElement).type);
}

/** isPressable: Enter and Space mean a press of the focused element. */
export function isPressable(e: unknown): boolean {
  return e instanceof HTMLElement && /^(BUTTON|A|SELECT|SUMMARY|INPUT)$/.test(e.tagName) && !e.hasAttribute("data-catch");
}

/** History holds what a field held before each of the last characters. */
export class History {
  private field?: HTMLInputElement;
  private before: { value: string; caret: number }[] = [];

  remember(field: HTMLInputElement): void {
    this.push(field, field.value, field.selectionStart || 0);
  }

  /** rememberAs is remember after text was already put in, once for each of its characters. */
  rememberAs(field: HTMLInputElement, text: string): void {
    const caret = field.selectionStart || field.value.length;
    const start = Math.max(0, caret - text.length);
    const value = field.value.slice(0, start) + field.value.slice(caret);
    Array.from(text).forEach(() => this.push(field, value, start));
  }

  /** restore takes the last count characters back out of field. */
  restore(field: HTMLInputElement, count: number): void {
    const was = this.field === field && this.before[this.before.length - count];
    this.before = [];
    if (!was) return;
    field.blur(); // ends a composition that would write after us
    field.value = was.value;
    field.focus();
    field.setSelectionRange(was.caret, was.caret);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  private push(field: HTMLInputElement, value: string, caret: number): void {
    if (this.field !== field) this.before = [];
    this.field = field;
    this.before.push({ value, caret });
    if (this.before.length > 5000) this.before = this.before.slice(-4500);
  }
}
