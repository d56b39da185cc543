// Tables of whatever the daemon lists, with a search and more rows on demand.

import { h } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Shape } from "../face/shape";
import { State } from "../screen";
import { get, spoken, textOf } from "../api";
import { nameOf, say } from "../words";

export type Row = { [name: string]: any };

/** Column is a row's value by name, and how it is set. */
export interface Column { name: string; kind?: "code" | "number" | "date" | "state"; of?(row: Row): any; sign?(row: Row): State | undefined; mark?(row: Row): string }

export const valueOf = (row: Row, c: Column): any => (c.of ? c.of(row) : row[c.name]);

/** Cell shows a value plainly: a name in the viewer's language, yes and no as words, the rest as it is. */
export const Cell = ({ value }: { value: unknown }): any => {
  if (value === null || value === undefined) return "";
  if (typeof value === "boolean") return say(value ? "web.yes" : "web.no");
  if (Array.isArray(value)) return value.map((v) => (typeof v === "object" ? nameOf(v) : String(v))).join(", ");
  return typeof value === "object" ? nameOf(value as any) : String(value);
};

/** usePages loads rows of path a page at a time; query changes start over. */
export function usePages(path: string, query: string) {
  const [state, setState] = useState<{ rows: Row[]; next: string; told: string; of: string }>({ rows: [], next: "", told: "", of: "" });
  const key = path + (path.indexOf("?") < 0 ? "?" : "&") + "q=" + encodeURIComponent(query);
  // A search that found nothing yet where it has looked goes on by itself, for a while.
  const load = (after: string, turns = 20): Promise<{ rows: Row[]; next?: string }> => get<{ rows: Row[]; next?: string }>(`${key}&limit=50${after && "&after=" + encodeURIComponent(after)}`)
    .then((p) => (p.rows && p.rows.length === 0 && p.next && turns > 1 ? load(p.next, turns - 1) : p));
  useEffect(() => {
    let gone = false;
    const timer = window.setTimeout(() => load("").then(
      (p) => !gone && setState({ rows: p.rows || [], next: p.next || "", told: "", of: key }),
      (no) => !gone && setState({ rows: [], next: "", told: textOf(no), of: key }),
    ), state.of ? 150 : 0);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [key]);
  const more = () => load(state.next).then((p) => setState({ ...state, rows: state.rows.concat(p.rows || []), next: p.next || "" }), (no) => setState({ ...state, told: textOf(no) }));
  return { ...state, ready: state.of === key, more };
}

/** Rows draws rows under the heads of their columns; the first column may lead to the row itself. */
export const Rows = ({ rows, columns, words, link }: { rows: Row[]; columns: Column[]; words: string; link?(row: Row): string }) => (
  <div class="scroller"><table>
    <thead><tr>{columns.map((c) => <th key={c.name} class={c.kind}>{say(words + c.name)}</th>)}</tr></thead>
    <tbody>{rows.map((row, i) => (
      <tr key={i}>{columns.map((c, n) => {
        const value = <Cell value={valueOf(row, c)} />;
        const sign = c.sign && c.sign(row);
        return <td key={c.name} class={c.kind}>{sign && <Shape state={sign} />}{c.mark && c.mark(row) && <i class={"mark is-" + c.mark(row)} />}{n === 0 && link && link(row) ? <a href={link(row)}>{value}</a> : value}</td>;
      })}</tr>
    ))}</tbody>
  </table></div>
);

interface Props { path: string; query: string; columns: Column[]; words: string; link?(row: Row): string }

export const Table = ({ path, query, columns, words, link }: Props) => {
  const { rows, next, told, ready, more } = usePages(path, query);
  return (
    <section>
      {told && <p class="message is-bad" role="alert">{told}</p>}
      {ready && !told && rows.length === 0 && <p class="message">{say(query ? "web.nothing_found" : "web.nothing_there")}</p>}
      {rows.length > 0 && <Rows rows={rows} columns={columns} words={words} link={link} />}
      {next && <p><button type="button" onClick={more}>{say("web.load_more")}</button></p>}
      {rows.length > 0 && <p class="exports">{["xlsx", "csv"].map((f) => <a key={f} class="button" href={spoken(`${path}${path.indexOf("?") < 0 ? "?" : "&"}format=${f}&q=${encodeURIComponent(query)}`)} download>{say("web.export_" + f)}</a>)}</p>}
    </section>
  );
};
