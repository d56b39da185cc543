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

/** useBig sets the largest type of the range at which the line keeps to its lines and its box. */
export function useBig(of: RefObject<HTMLElement>, range: [number, number], lines: number, again: unknown[]): void {
  useLayoutEffect(() => {
    const line = of.current;
    if (!line) return;
    const [least, most] = range;
    for (let px = most; px >= least; px -= 4) {
      line.style.fontSize = px + "px";
      const fits = line.scrollWidth <= line.clientWidth && line.offsetHeight <= lines * px * 1.2 + 2;
      if (fits) break;
    }
  }, again);
}

/**
 * useWhole hides the children of a box that do not fit into it as a whole and
 * answers how many those are.
 */
export function useWhole(of: RefObject<HTMLElement>, again: unknown[]): number {
  const [hidden, setHidden] = useState(0);
  const measure = () => {
    const box = of.current;
    if (!box) return;
    const bottom = box.getBoundingClientRect().bottom + 1;
    let left = 0;
    Array.from(box.children).forEach((child) => {
      const out = child.getBoundingClientRect().bottom > bottom;
      (child as HTMLElement).style.visibility = out ? "hidden" : "";
      if (out) left++;
    });
    setHidden(left);
  };
  useLayoutEffect(measure, again);
  useEffect(() => {
    const fonts = (document as any).fonts;
    if (fonts && fonts.status !== "loaded") fonts.ready.then(measure);
  }, []);
  return hidden;
}
