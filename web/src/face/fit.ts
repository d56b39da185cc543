// Nothing on a station scrolls and nothing is cut in half: what does not fit
// is made smaller as far as it stays legible, and then left out whole.

import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import { RefObject } from "preact";

/** Size is the room that a face has: handheld, dock, wall. */
export type Size = "s" | "m" | "l";

/** useSize watches the room of an element; it is asked again when the window changes. */
export function useSize(of: RefObject<HTMLElement>): { size: Size; wide: boolean; turn: number } {
  const [room, setRoom] = useState({ size: "s" as Size, wide: false, turn: 0 });
  useLayoutEffect(() => {
    const measure = () => {
      const { clientWidth: w, clientHeight: h } = of.current!;
      const size = w < 640 || h < 560 ? "s" : w < 1600 || h < 900 ? "m" : "l";
      setRoom((was) => ({ size, wide: w >= 640, turn: was.turn + 1 }));
    };
    measure();
    window.addEventListener("resize", measure);
    return () => window.removeEventListener("resize", measure);
  }, []);
  return room;
}

/** tightness is what a task gives up, in order, when even the least type leaves it too little room. */
const tightness = ["", "tight", "tight tighter"];

/**
 * useBig sets the line in the largest type of the range, in px, at which it
 * takes two lines at most and leaves the rest of the task its room.
 */
export function useBig(of: RefObject<HTMLElement>, body: RefObject<HTMLElement>, range: [number, number], again: unknown[]): void {
  useLayoutEffect(() => {
    if (!of.current) return;
    const room = body.current!;
    const fits = tightness.some((tight) => {
      room.className = "body measuring " + tight;
      return stretch(of.current!, room, range, tight !== "");
    });
    room.classList.remove("measuring");
    if (!fits) room.classList.add("tighter");
  }, again);
}

/** stretch tries sizes from the most to the least; only in a tight room may the least take more lines. */
function stretch(line: HTMLElement, room: HTMLElement, [least, most]: [number, number], tight: boolean): boolean {
  const task = room.firstElementChild!;
  for (let px = most; px >= least; px -= 4) {
    line.style.fontSize = px + "px";
    const lines = line.offsetHeight < (px === least ? 4 : 3) * px;
    if (lines && line.scrollWidth <= line.clientWidth && task.scrollHeight <= room.clientHeight) return true;
  }
  return tight && task.scrollHeight <= room.clientHeight;
}

/** useWhole hides the children of a box that do not fit into it as a whole. */
export function useWhole(of: RefObject<HTMLElement>, again: unknown[]): void {
  useMeasured(() => {
    if (!of.current) return;
    of.current.style.maxHeight = "";
    close(of.current);
  }, again);
}

/**
 * useWholeLists does the same for all lists of a face together, because each
 * takes room from the others, and answers how many rows of each are hidden.
 */
export function useWholeLists(of: RefObject<HTMLElement>, again: unknown[]): number[] {
  const [hidden, setHidden] = useState<number[]>([]);
  useMeasured(() => {
    const face = of.current!;
    face.querySelectorAll<HTMLElement>(".lists, .list ul").forEach((box) => (box.style.maxHeight = ""));
    const boxes = Array.from(face.querySelectorAll<HTMLElement>(".list ul"));
    let left = boxes.map(close);
    for (let before = ""; before !== left.join(); left = boxes.map(close)) before = left.join();
    setHidden((was) => (was.join() === left.join() ? was : left));
  }, again);
  return hidden;
}

/** close hides what does not fit into a box as it is, ends the box after the last that does, and counts what is hidden. */
function close(box: HTMLElement): number {
  const { top, bottom } = box.getBoundingClientRect();
  let left = 0;
  let end = top;
  Array.from(box.children).forEach((child) => {
    const below = child.getBoundingClientRect().bottom;
    (child as HTMLElement).style.visibility = below > bottom + 1 ? "hidden" : "";
    if (below > bottom + 1) left++;
    else end = Math.max(end, below);
  });
  if (left > 0) box.style.maxHeight = Math.ceil(end - top) + "px";
  return left;
}

/** useMeasured measures what is drawn, and once more when the fonts have come. */
function useMeasured(measure: () => void, again: unknown[]): void {
  useLayoutEffect(measure, again);
  useEffect(() => {
    const fonts = (document as any).fonts;
    if (fonts && fonts.status !== "loaded") fonts.ready.then(measure);
  }, []);
}
