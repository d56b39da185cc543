// Bringing files in: either all of them, or a table of everything that is
// amiss, so that it can be put right in one go.

import { h } from "preact";
import { useState } from "preact/hooks";
import { Refused, spoken, textOf, upload } from "../api";
import { PageProps } from "../main";
import { say } from "../words";
import { Frame } from "./frame";

interface Problem { file: string; row: number; column: string; value: string; text: string }
type Outcome = { imported?: { [what: string]: number }; problems?: Problem[]; told?: string };

/** cell says its own heading where there is no room for a table. */
const cell = (name: string, value: string | number, kind?: string) => <td class={kind} data-heading={value === "" ? undefined : say("web.import_col_" + name)}>{value}</td>;

export const Import = ({ me, spoke }: PageProps) => {
  const [files, setFiles] = useState<File[]>([]);
  const [outcome, setOutcome] = useState<Outcome>({});
  const [busy, setBusy] = useState(false);
  const choose = (list: FileList | null | undefined) => {
    setFiles(Array.from(list || []));
    setOutcome({});
  };
  const send = () => {
    setBusy(true);
    upload<Outcome>("/api/v1/import", files)
      .then(setOutcome, (no) => setOutcome({ told: textOf(no), problems: no instanceof Refused ? no.body.problems : undefined }))
      .then(() => setBusy(false));
  };
  return (
    <Frame me={me} spoke={spoke} title={say("web.page_import")}>
      <p class="lead">{say("web.import_lead")} <a href={spoken("/api/v1/import/tables.xlsx")} download>{say("web.import_tables")}</a></p>
      <label class="drop" onDragOver={(e) => e.preventDefault()} onDrop={(e) => { e.preventDefault(); choose(e.dataTransfer && e.dataTransfer.files); }}>
        <input type="file" name="file" multiple accept=".csv,.xlsx,.txt" onChange={(e) => choose(e.currentTarget.files)} />
        <b>{files.length ? files.map((f) => f.name).join(", ") : say("web.import_choose")}</b>
      </label>
      <p><button type="button" class="main" disabled={!files.length || busy} onClick={send}>{say("web.import_send")}</button></p>
      <Result outcome={outcome} />
    </Frame>
  );
};

const Result = ({ outcome: o }: { outcome: Outcome }) => {
  if (o.imported) return <p class="message is-good" role="status">{say("web.imported")} {Object.keys(o.imported).map((what) => `${say("web.import_" + what)} ${o.imported![what]}`).join(" · ")}</p>;
  if (!o.told) return null;
  return (
    <section>
      <p class="message is-bad" role="alert">{o.told}</p>
      {o.problems && o.problems.length > 0 && (
        <div class="scroller"><table class="problems">
          <thead><tr>{["file", "row", "column", "value", "expected"].map((c) => <th key={c}>{say("web.import_col_" + c)}</th>)}</tr></thead>
          <tbody>{o.problems.map((p, i) => <tr key={i}><td>{p.file}</td>{cell("row", p.row || "", "number")}{cell("column", p.column)}<td><code>{p.value}</code></td><td>{p.text}</td></tr>)}</tbody>
        </table></div>
      )}
    </section>
  );
};
