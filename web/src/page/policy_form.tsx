// Deciding on another version of the policy: its rules and leaves, why, and
// the PIN as signature.

import { h, ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { post } from "../api";
import { newId } from "../live";
import { say } from "../words";
import { Failure } from "./frame";
import { Choices, Leave, Option, PolicyAnswer, Rule, Step } from "./policy";

/** bare leaves out what the daemon added in words. */
const bare = ({ of, says, ...rule }: Rule): Rule => rule;
const plain = ({ text, ...leave }: Leave): Leave => leave;

const parts = (text: string): string[] => text.split(/[,，、]/).map((s) => s.trim()).filter(Boolean);

/** steps reads "365 关注 / watch yellow; 90 now red": a name in both languages, or one for both. */
export const steps = (text: string): Step[] => text.split(/[;；]/).map((s) => s.trim()).filter(Boolean).map((s) => {
  const words = s.split(/\s+/);
  const [zh, en] = words.slice(1, -1).join(" ").split(/\s*[/／]\s*/);
  return { days: Number(words[0]) || 0, name: { zh, en: en || zh }, colour: words.length > 2 ? words[words.length - 1] : "" };
});

/** stepsText writes what steps reads. */
const stepsText = (all: Step[] = []): string => all.map((s) => [s.days, [s.name.zh, s.name.en].filter((n, i, both) => n && (i === 0 || n !== both[0])).join(" / "), s.colour].join(" ")).join("; ");

export const PolicyForm = ({ of, done }: { of: PolicyAnswer; done(): void }) => {
  const [id, setId] = useState(newId);
  const [rules, setRules] = useState<Rule[]>(of.rules.map(bare));
  const [leaves, setLeaves] = useState<Leave[]>(of.leaves.map(plain));
  const [reason, setReason] = useState("");
  const [pin, setPin] = useState("");
  const [told, setTold] = useState<unknown>(undefined);
  const send = (e: Event) => {
    e.preventDefault();
    post("/api/v1/policy", { id, base: of.number, reason, pin, rules, leaves }).then(() => done(), (no) => {
      setId(newId());
      setPin("");
      setTold(no);
    });
  };
  const at = <T,>(all: T[], i: number, value: T): T[] => all.map((old, n) => (n === i ? value : old));
  const without = <T,>(all: T[], i: number): T[] => all.filter((_, n) => n !== i);
  return (
    <details class="policy">
      <summary class="button">{say("web.policy_change")}</summary>
      <form autocomplete="off" onSubmit={send}>
        <h2>{say("web.policy_rules")}</h2>
        {rules.map((r, i) => <RuleFields key={i} no={i + 1} rule={r} choices={of.choices} put={(v) => setRules(at(rules, i, v))} remove={() => setRules(without(rules, i))} />)}
        <p><button type="button" onClick={() => setRules(rules.concat({}))}>{say("web.policy_add_rule")}</button></p>
        <h2>{say("web.policy_leaves")}</h2>
        {leaves.map((l, i) => <LeaveFields key={i} no={i + 1} leave={l} choices={of.choices} put={(v) => setLeaves(at(leaves, i, v))} remove={() => setLeaves(without(leaves, i))} />)}
        <p><button type="button" onClick={() => setLeaves(leaves.concat({ code: of.choices.refusals[0].code, roles: [], signatures: 1, reasons: [] }))}>{say("web.policy_add_leave")}</button></p>
        <div class="sheet">
          <label>{say("web.policy_why")}<input type="text" name="reason" value={reason} maxLength={120} required onInput={(e) => setReason(e.currentTarget.value)} /></label>
          <label>{say("web.pin")}<input type="password" name="pin" inputMode="numeric" maxLength={12} value={pin} required onInput={(e) => setPin(e.currentTarget.value)} /></label>
          <Failure of={told} />
          <p><button type="submit" class="main" disabled={!reason.trim() || !pin}>{say("web.policy_sign")}</button></p>
        </div>
      </form>
    </details>
  );
};

interface RuleProps { no: number; rule: Rule; choices: Choices; put(r: Rule): void; remove(): void }

const RuleFields = ({ no, rule, choices, put, remove }: RuleProps) => {
  const set = (change: Partial<Rule>) => put({ ...rule, ...change });
  const text = (name: "item" | "place") => <label>{say("web.policy_" + name)}<input type="text" value={rule[name] || ""} onInput={(e) => set({ [name]: e.currentTarget.value.trim() || undefined })} /></label>;
  const number = (name: "minLifeDays" | "minLifePerMille", label: string) => (
    <label>{say(label)}<input type="number" min={0} value={rule[name] || ""} onInput={(e) => set({ [name]: Number(e.currentTarget.value) || undefined })} /></label>
  );
  const yes = (name: "twoPerson" | "blind" | "inspect", label: string) => <Select label={label} none="web.policy_unsaid" value={rule[name]} all={[{ code: "yes", text: say("web.yes") }, { code: "no", text: say("web.no") }]} put={(v) => set({ [name]: v })} />;
  return (
    <fieldset class="sheet fields">
      <legend>{no}</legend>
      {text("item")}
      <Select label="web.policy_class" none="web.policy_any" value={rule.class} all={choices.classes} put={(v) => set({ class: v })} />
      <Select label="web.policy_category" none="web.policy_any" value={rule.category} all={choices.categories} put={(v) => set({ category: v })} />
      {text("place")}
      {number("minLifeDays", "web.policy_min_days")}
      {number("minLifePerMille", "web.policy_min_permille")}
      <Check label={say("web.policy_no_min")} on={!!rule.noMinLife} put={(on) => set({ noMinLife: on || undefined })} />
      <Words label="web.policy_near" value={stepsText(rule.near)} put={(v) => set({ near: v ? steps(v) : undefined })} />
      <Select label="web.policy_order" none="web.policy_unsaid" value={rule.order} all={choices.orders} put={(v) => set({ order: v })} />
      {yes("twoPerson", "web.policy_two")}
      {yes("blind", "web.policy_blind")}
      {yes("inspect", "web.policy_inspect")}
      <Checks label="web.policy_storage" all={choices.storages} chosen={rule.storage} put={(v) => set({ storage: v })} />
      <Checks label="web.policy_classes" all={choices.classes} chosen={rule.classes} put={(v) => set({ classes: v })} />
      <Words label="web.policy_bins" value={(rule.bins || []).join(", ")} put={(v) => set({ bins: v ? parts(v) : undefined })} />
      <p><button type="button" onClick={remove}>{say("web.policy_remove")}</button></p>
    </fieldset>
  );
};

interface LeaveProps { no: number; leave: Leave; choices: Choices; put(l: Leave): void; remove(): void }

const LeaveFields = ({ no, leave, choices, put, remove }: LeaveProps) => {
  const set = (change: Partial<Leave>) => put({ ...leave, ...change });
  const known = choices.reasons.map((r) => r.code);
  const own = leave.reasons.filter((r) => known.indexOf(r) < 0);
  const chosen = leave.reasons.filter((r) => known.indexOf(r) >= 0);
  return (
    <fieldset class="sheet fields">
      <legend>{no}</legend>
      <Select label="web.policy_refusal" value={leave.code} all={choices.refusals} put={(v) => set({ code: v })} />
      <label>{say("web.policy_signatures")}<input type="number" min={1} max={3} value={leave.signatures} onInput={(e) => set({ signatures: Number(e.currentTarget.value) || 0 })} /></label>
      <Checks label="web.policy_roles" all={choices.roles} chosen={leave.roles} put={(v) => set({ roles: v || [] })} />
      <Checks label="web.policy_reasons" all={choices.reasons} chosen={chosen} put={(v) => set({ reasons: (v || []).concat(own) })} />
      <Words label="web.policy_own_reasons" value={own.join(", ")} put={(v) => set({ reasons: chosen.concat(parts(v)) })} />
      <p><button type="button" onClick={remove}>{say("web.policy_remove")}</button></p>
    </fieldset>
  );
};

/** Words keeps what is typed as it is until the field is left. */
const Words = ({ label, value, put }: { label: string; value: string; put(v: string): void }) => (
  <label class="long">{say(label)}<input type="text" defaultValue={value} onChange={(e) => put(e.currentTarget.value.trim())} /></label>
);

const Select = ({ label, none, value, all, put }: { label: string; none?: string; value?: string; all: Option[]; put(v: any): void }) => (
  <label>{say(label)}<select value={value || ""} onChange={(e) => put(e.currentTarget.value || undefined)}>
    {none && <option value="">{say(none)}</option>}
    {all.map((o) => <option key={o.code} value={o.code}>{o.text}</option>)}
  </select></label>
);

const Check = ({ label, on, put }: { label: ComponentChildren; on: boolean; put(on: boolean): void }) => (
  <label class="check"><input type="checkbox" checked={on} onChange={(e) => put(e.currentTarget.checked)} /><span>{label}</span></label>
);

const Checks = ({ label, all, chosen, put }: { label: string; all: Option[]; chosen?: string[]; put(v: string[] | undefined): void }) => {
  const has = (code: string) => (chosen || []).indexOf(code) >= 0;
  const flip = (code: string, on: boolean) => {
    const next = all.map((o) => o.code).filter((c) => (c === code ? on : has(c)));
    put(next.length ? next : undefined);
  };
  return <div class="checks"><b>{say(label)}</b>{all.map((o) => <Check key={o.code} label={o.text} on={has(o.code)} put={(on) => flip(o.code, on)} />)}</div>;
};
