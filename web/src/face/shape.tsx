// Each state has a shape, so that nobody needs to tell green from red.

import { h } from "preact";
import { State } from "../screen";

const paths: { [state: string]: any } = {
  idle: <circle cx="24" cy="24" r="17" class="line" />,
  good: [<circle cx="24" cy="24" r="22" class="fill" />, <path d="M13 25l8 8 15-17" class="mark" />],
  ask: [<path d="M24 2L47 44H1z" class="fill" />, <path d="M18.500 23a5.500 5 0 1 1 7.500 4.500q-2 1-2 4" class="mark thin" />, <circle cx="24" cy="38" r="2.600" class="dot" />],
  bad: [<path d="M15 2h18l13 13v18L33 46H15L2 33V15z" class="fill" />, <path d="M15 15l18 18M33 15L15 33" class="mark" />],
  back: [<path d="M16 10h28v28H16L3 24z" class="line" />, <path d="M23 18l12 12M35 18L23 30" class="line" />],
  mute: [<path d="M5 18h9l11-10v32L14 30H5z" class="fill" />, <path d="M32 18l12 12M44 18L32 30" class="line" />],
  away: [<circle cx="24" cy="24" r="20" class="line" />, <path d="M10 38L38 10" class="line" />],
};

/** Shape draws the sign of a state in the colours of the surface that it stands on. */
export const Shape = ({ state }: { state: State | "away" | "mute" | "back" }) => (
  <svg class={"shape shape-" + state} viewBox="0 0 48 48" aria-hidden="true">{paths[state]}</svg>
);
