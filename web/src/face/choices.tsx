// What may be tapped now. More choices than fingers find are turned over in
// pages, since nothing scrolls.

import { h } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Choice } from "../screen";
import { say } from "../words";

/** Choices offers at most room buttons at a time, the last one turning the page. */
export const Choices = ({ choices, room, choose }: { choices: Choice[]; room: number; choose: (id: string) => void }) => {
  const [page, setPage] = useState(0);
  const ids = choices.map((c) => c.id).join();
  useEffect(() => setPage(0), [ids]);
  if (choices.length === 0) return null;
  const paged = choices.length > room;
  const each = paged ? room - 1 : room;
  const pages = Math.ceil(choices.length / each);
  const shown = choices.slice((page % pages) * each, (page % pages) * each + each);
  return (
    <footer class={"choices of-" + (shown.length + (paged ? 1 : 0))}>
      {shown.map((c) => (
        <button key={c.id} type="button" class={c.main ? "main" : ""} data-choice={c.id} onClick={leave(() => choose(c.id))}>{c.text}</button>
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
