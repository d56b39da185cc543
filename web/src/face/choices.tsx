// What may be tapped now. More choices than fingers find are turned over in
// pages, since nothing scrolls.

import { h, ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Choice } from "../screen";
import { say } from "../words";

interface Props { choices: Choice[]; room: number; choose?(id: string): void; first?: ComponentChildren }

/** Choices offers at most room buttons at a time, the last one turning the page; first is one of them that stays. */
export const Choices = ({ choices, room, choose, first }: Props) => {
  const [page, setPage] = useState(0);
  const ids = choices.map((c) => c.id).join();
  useEffect(() => setPage(0), [ids]);
  if (choices.length === 0 && !first) return null;
  if (first) room--;
  const paged = choices.length > room;
  const each = paged ? room - 1 : room;
  const pages = Math.ceil(choices.length / each);
  const shown = choices.slice((page % pages) * each, (page % pages) * each + each);
  const long = shown.some((c) => /[!-~]{10}/.test(c.text));
  return (
    <footer class={"choices of-" + (shown.length + (paged ? 1 : 0) + (first ? 1 : 0)) + (long ? " long" : "")}>
      {first}
      {shown.map((c) => (
        <button key={c.id} type="button" class={c.main ? "main" : ""} data-choice={c.id} onClick={leave(() => choose && choose(c.id))}>{c.text}</button>
      ))}
      {paged && <button type="button" class="turn" onClick={leave(() => setPage(page + 1))}>{say("web.turn", { page: (page % pages) + 1, pages })}</button>}
    </footer>
  );
};

/** leave takes the focus off a tapped button, so that the Enter of the next scan does not press it again. */
export const leave = (act: () => void) => (e: Event) => {
  (e.currentTarget as HTMLElement).blur();
  act();
};
