// Android's keystroke wedge writes into the focused field, not to the page. A
// field that nobody sees keeps the focus there, without raising the keyboard
// on the glass. Elsewhere it would only wake an input method, so it stays away.

import { isField } from "./field";

/** holdFocus keeps a catching field focused until the answer is called. */
export function holdFocus(): () => void {
  if (!/Android/.test(navigator.userAgent) || !("inputMode" in HTMLElement.prototype)) return () => undefined;
  const field = document.createElement("input");
  field.setAttribute("data-catch", "");
  field.setAttribute("inputmode", "none");
  field.setAttribute("autocomplete", "off");
  field.setAttribute("autocapitalize", "off");
  field.setAttribute("aria-hidden", "true");
  field.tabIndex = -1;
  field.className = "catch";
  document.body.appendChild(field);
  const focus = () => {
    if (!isField(document.activeElement)) field.focus({ preventScroll: true });
  };
  const timer = window.setInterval(focus, 500);
  focus();
  return () => {
    clearInterval(timer);
    field.remove();
  };
}
