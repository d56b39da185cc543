// Bringing files in: either all of them, or a table of everything that is
// amiss, so that it can be put right in one go.

import { h } from "preact";
import { useState } from "preact/hooks";
import { Refused, spoken, textOf, upload } from "../api";
import { newId } from "../live";
import { PageProps } from "../main";
import { say } from "../words";
import { Frame } from "./frame";

interface Problem { file: string; row: number; column: string; value: string; text: string }
type Outcome = { imported?: { [what: string]: number }; problems?: Problem[]; told?: string };

/** cell says its own heading where there is no room for a table. */
const cell = (name: string, value: string | number, kind?: string) => <td class={kind} data-heading={value === "" ? undefined : say("web.import_col_" + name)}>{value}</td>;

interface TakeProps { path: string; signs?: boolean; done?(): void }

/** Take sends files and shows what came of it. Whoever signs for a policy in them says why, and types the PIN. */
export const Take = ({ path, signs, done }: TakeProps) => {
  const [files, setFiles] = useState<File[]>([]);
  const [id, setId] = useState(newId);
  const [reason, setReason] = useState("");
  const [pin, setPin] = useState("");
  const [outcome, setOutcome] = useState<Outcome>({});
  const [busy, setBusy] = useState(false);
  const choose = (list: FileList | null | undefined) => {
    setFiles(Array.from(list || []));
    setOutcome({});
  };
  const send = () => {
    setBusy(true);
    upload<Outcome>(path, files, { id, reason, pin })
      .then((o) => { setOutcome(o); if (done) done(); }, (no) => setOutcome({ told: textOf(no), problems: no instanceof Refused ? no.body.problems : undefined }))
      .then(() => {
        setBusy(false);
        setId(newId());
        setPin("");
      });
  };
  const sign = (
    <div class="sheet">
      <label>{say("web.policy_why")}<input type="text" name="why" value={reason} maxLength={120} onInput={(e) => setReason(e.currentTarget.value)} /></label>
      <label>{say("web.pin")}<input type="password" name="import-pin" autocomplete="off" inputMode="numeric" maxLength={12} value={pin} onInput={(e) => setPin(e.currentTarget.value)} /></label>
    </div>
  );
  return (
    <section>
      <label class="drop" onDragOver={(e) => e.preventDefault()} onDrop={(e) => { e.preventDefault(); choose(e.dataTransfer && e.dataTransfer.files); }}>
        <input type="file" name="file" multiple accept=".csv,.xlsx,.xml,.txt" onChange={(e) => choose(e.currentTarget.files)} />
        <b>{files.length ? files.map((f) => f.name).join(", ") : say("web.import_choose")}</b>
      </label>
      {signs ? sign : <details><summary class="button">{say("web.import_signed")}</summary>{sign}</details>}
      <p><button type="button" class="main" disabled={!files.length || busy} onClick={send}>{say("web.import_send")}</button></p>
      <Result outcome={outcome} />
    </section>
  );
};

export const Import = ({ me, spoke }: PageProps) => (
  <Frame me={me} spoke={spoke} title={say("web.page_import")}>
    <p class="lead">{say("web.import_lead")} <a href={spoken("/api/v1/import/tables.xlsx")} download>{say("web.import_tables")}</a></p>
    <Take path="/api/v1/import" />
  </Frame>
);

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
