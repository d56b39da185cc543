// The rules of the store in words: what is in force, what was before, and
// whether a pack would pass a door. Who may, decides on another version.

import { h } from "preact";
import { useState } from "preact/hooks";
import { PageProps } from "../main";
import { get, spoken } from "../api";
import { moment } from "../clock";
import { may } from "../me";
import { nameOf, say } from "../words";
import { Failure, Frame, Late, useGet } from "./frame";
import { Take } from "./import";
import { PolicyForm } from "./policy_form";
import { Column, Row, Rows } from "./table";

export interface Option { code: string; text: string }
export interface Step { days: number; name: { zh?: string; en?: string }; colour: string }
export interface Rule {
  item?: string; class?: string; category?: string; place?: string; minLifeDays?: number; minLifePerMille?: number; noMinLife?: boolean;
  near?: Step[]; order?: string; twoPerson?: string; blind?: string; inspect?: string; storage?: string[]; classes?: string[]; bins?: string[]; of?: string; says?: string[];
}
export interface Leave { code: string; roles: string[]; signatures: number; reasons: string[]; text?: string }
export interface Choices { classes: Option[]; categories: Option[]; storages: Option[]; orders: Option[]; colours: string[]; roles: Option[]; refusals: Option[]; reasons: Option[] }
export interface PolicyAnswer { number: number; reason: string; person: any; at: string; signatures: Row[]; current: boolean; rules: Rule[]; leaves: Leave[]; choices: Choices }

const versions: Column[] = [
  { name: "number" },
  { name: "at", kind: "date", of: (v) => (v.number ? moment(v.at) : "") },
  { name: "reason", of: (v) => v.reason || say("web.policy_default") },
  { name: "signatures", of: (v) => v.signatures.map((s: Row) => nameOf(s.name)).join(", ") },
];

export const PolicyPage = ({ me, spoke }: PageProps) => {
  const number = location.pathname.split("/")[2] || "";
  const { value, refused, late, again } = useGet<PolicyAnswer>("/api/v1/policy" + (number && "/versions/" + encodeURIComponent(number)));
  const history = useGet<{ rows: Row[] }>("/api/v1/policy/versions");
  const [done, setDone] = useState(false);
  const changed = () => {
    setDone(true);
    again();
    history.again();
  };
  return (
    <Frame me={me} spoke={spoke} title={say("web.page_policy")}>
      <Failure of={refused} />
      <Late late={late} />
      {done && <p class="message is-good" role="status">{say("web.policy_done")}</p>}
      {value && <InWords of={value} />}
      {value && value.current && <Ask />}
      {value && <p class="exports">
        <a class="button" href={spoken(`/api/v1/policy/tables?version=${value.number}`)} download>{say("web.export_xlsx")}</a>
        {["rules", "steps", "leaves"].map((t) => <a key={t} class="button" href={spoken(`/api/v1/policy/tables?version=${value.number}&format=csv&table=${t}`)} download>{say("web.policy_csv_" + t)}</a>)}
      </p>}
      {value && value.current && may(me, "policy.change") && <PolicyForm key={value.number} of={value} done={changed} />}
      {value && value.current && may(me, "policy.change") && <details class="policy"><summary class="button">{say("web.policy_import")}</summary><p class="lead">{say("web.policy_import_lead")}</p><Take path="/api/v1/policy/import" signs done={changed} /></details>}
      {history.value && <section><h2>{say("web.policy_history")}</h2><Rows rows={history.value.rows} columns={versions} words="web.col_" link={(v) => "/policy/" + v.number} /></section>}
    </Frame>
  );
};

const title = (v: PolicyAnswer): string => say(v.number === 0 ? "web.policy_default" : v.current ? "web.policy_in_force" : "web.policy_of", { n: v.number });

const InWords = ({ of }: { of: PolicyAnswer }) => (
  <section class="policy">
    <p class="lead">{title(of)}{of.number > 0 && ` · ${moment(of.at)} · ${of.signatures.map((s) => nameOf(s.name)).join(", ")} · ${of.reason}`}</p>
    <h2>{say("web.policy_rules")}</h2>
    {of.rules.length === 0 && <p class="message">{say("web.nothing_found")}</p>}
    <ol>{of.rules.map((r) => <li key={r.of}><b>{r.of}</b>{r.says!.map((s) => <p key={s}>{s}</p>)}</li>)}</ol>
    <h2>{say("web.policy_leaves")}</h2>
    <ol>{of.leaves.map((l) => <li key={l.code}>{l.text}</li>)}</ol>
  </section>
);

const doors = ["receive", "store", "transfer", "issue", "label", "return", "scrap", "count"];
const fields = ["item", "lot", "expiry", "made", "place", "day"];

interface Verdict { passes: boolean; code?: string; big: string; says: string; leave: string; version: number; grounds: { question: string; says: string; by: string; refuses: boolean }[] }

/** Ask puts the question that every door puts, for a pack that need not be there. */
const Ask = () => {
  const [asked, setAsked] = useState<{ [name: string]: string }>({ purpose: "receive" });
  const [verdict, setVerdict] = useState<Verdict | undefined>(undefined);
  const [told, setTold] = useState<unknown>(undefined);
  const put = (name: string, value: string) => setAsked({ ...asked, [name]: value });
  const send = (e: Event) => {
    e.preventDefault();
    const query = Object.keys(asked).filter((k) => asked[k]).map((k) => k + "=" + encodeURIComponent(asked[k].trim())).join("&");
    get<Verdict>("/api/v1/policy/ask?" + query).then((v) => {
      setVerdict(v);
      setTold(undefined);
    }, (no) => {
      setVerdict(undefined);
      setTold(no);
    });
  };
  return (
    <section class="policy">
      <h2>{say("web.policy_ask")}</h2>
      <form class="sheet fields" onSubmit={send}>
        <label>{say("web.policy_purpose")}<select name="purpose" value={asked.purpose} onChange={(e) => put("purpose", e.currentTarget.value)}>{doors.map((d) => <option key={d} value={d}>{say("web.purpose_" + d)}</option>)}</select></label>
        {fields.map((name) => <label key={name}>{say("web.policy_" + name)}<input type={name === "expiry" || name === "made" || name === "day" ? "date" : "text"} name={name} value={asked[name] || ""} required={name === "item"} onInput={(e) => put(name, e.currentTarget.value)} /></label>)}
        <p><button type="submit" class="main">{say("web.policy_ask_now")}</button></p>
      </form>
      <Failure of={told} />
      {verdict && <div class={"message " + (verdict.passes ? "is-good" : "is-bad")} role="status">
        <b>{verdict.big}</b>{verdict.says && <p>{verdict.says}</p>}{verdict.leave && <p>{verdict.leave}</p>}
      </div>}
      {verdict && <p class="lead">{say("web.policy_version", { n: verdict.version })}</p>}
      {verdict && <dl class="grounds">{verdict.grounds.map((g) => <div key={g.question} class={g.refuses ? "refuses" : ""}><dt>{g.question}</dt><dd>{g.says}<small>{g.by}</small></dd></div>)}</dl>}
    </section>
  );
};
