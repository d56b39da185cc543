// The quiet parts of a screen: fields, progress, lists, notices.

import { h, Fragment } from "preact";
import { useRef } from "preact/hooks";
import { Field, List, Notice, Progress, Row } from "../screen";
import { say } from "../words";
import { Shape } from "./shape";
import { useWhole } from "./fit";

export const Fields = ({ fields, again }: { fields: Field[]; again: unknown[] }) => {
  const box = useRef<HTMLDListElement>(null);
  useWhole(box, again);
  return (
    <dl class="fields" ref={box}>
      {fields.map((f) => (
        <div key={f.label} class={"field " + (f.style || "plain") + (f.value.length > 14 && !f.style ? " long" : "")}><dt>{f.label}</dt><dd>{f.value}</dd></div>
      ))}
    </dl>
  );
};

export const Bar = ({ done, total }: { done: number; total: number }) => (
  <progress class={done > total ? "over" : ""} value={Math.min(done, total)} max={Math.max(total, 1)} />
);

export const ProgressLine = ({ progress }: { progress: Progress }) => (
  <div class="progress">
    <Bar done={progress.done} total={progress.total} />
    <span>{progress.text || progress.done + " / " + progress.total}</span>
  </div>
);

const RowLine = ({ row }: { row: Row }) => (
  <li class={"row is-" + (row.state || "idle")}>
    {row.state && row.state !== "idle" ? <Shape state={row.state} /> : <span class="shape" />}
    <span class="text">{row.mark && <i class={"mark is-" + row.mark} />}{row.text}</span>
    {row.value && <span class="value">{row.value}</span>}
    {row.detail && <small>{row.detail}</small>}
    {row.total ? <Bar done={row.done || 0} total={row.total} /> : null}
  </li>
);

export const ListBox = ({ list, hidden = 0 }: { list: List; hidden?: number }) => {
  const first = list.rows[0];
  const none = !!first && hidden === list.rows.length; // then the first row takes the place of the title
  const out = hidden + (list.more || 0) - (none ? 1 : 0);
  return (
    <section class="list">
      <h2><span>{list.title}{none && <b>{first.text + "  " + (first.value || "")}</b>}</span>{out > 0 ? <em>{say("web.more", { count: out })}</em> : !first && <em>{say("web.none")}</em>}</h2>
      <ul>{list.rows.map((row, i) => <RowLine key={i} row={row} />)}</ul>
    </section>
  );
};

/** Notices shows as many as there is room for and says how many more there are. */
export const Notices = ({ notices, room }: { notices: Notice[]; room: number }) => (
  <div class="notices" role="status">
    {notices.slice(0, room).map((n) => (
      <p key={n.text} class={"notice is-" + n.state}><Shape state={n.state} /><span>{n.text}</span></p>
    ))}
    {notices.length > room && <Fragment><p class="notice more">{say("web.more", { count: notices.length - room })}</p></Fragment>}
  </div>
);
