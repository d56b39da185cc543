// Suppliers: how they stand, what of their papers runs out, and who may file
// papers, review them and release their goods.

import { h, ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { PageProps } from "../main";
import { post } from "../api";
import { newId } from "../live";
import { nameOf, say } from "../words";
import { Failure, Frame, Late, useGet } from "./frame";
import { lotPath } from "./lot";
import { Cell, Column, Row, Rows, Table } from "./table";

const sign = (row: Row) => (row.bars ? "bad" : row.standing === "admitted" || !row.standing ? undefined : "ask");

const views: { [view: string]: Column[] } = {
  suppliers: [{ name: "id", kind: "code" }, { name: "name" }, { name: "state", kind: "state", sign }, { name: "grade" }, { name: "next", kind: "date" }, { name: "bars" }],
  due: [{ name: "id", kind: "code" }, { name: "name" }, { name: "what", kind: "state", sign: (r) => (r.bars ? "bad" : r.days < 0 ? "ask" : undefined) }, { name: "number", kind: "code" }, { name: "expiry", kind: "date" }, { name: "days", kind: "number" }],
};

export const Suppliers = ({ me, spoke }: PageProps) => {
  const [view, setView] = useState("suppliers");
  const [query, setQuery] = useState("");
  return (
    <Frame me={me} spoke={spoke} title={say("web.page_suppliers")}>
      <div class="finder">
        <div class="switch">{Object.keys(views).map((v) => <button key={v} type="button" aria-pressed={v === view} onClick={() => setView(v)}>{say("web.view_" + v)}</button>)}</div>
        <input type="search" value={query} placeholder={say("web.search_papers")} aria-label={say("web.search_papers")} onInput={(e) => setQuery(e.currentTarget.value)} />
      </div>
      <Table key={view} path={"/api/v1/suppliers" + (view === "due" ? "/due" : "")} query={query} columns={views[view]} words="web.col_" link={(row) => "/suppliers/" + encodeURIComponent(row.id)} />
    </Frame>
  );
};

const heads = ["state", "grade", "reason", "next", "gln"];
const papers: Column[] = [{ name: "name" }, { name: "number", kind: "code" }, { name: "expiry", kind: "date" }, { name: "days", kind: "number" }, { name: "note" }];
const reviews: Column[] = [{ name: "id", kind: "code" }, { name: "date", kind: "date" }, { name: "outcome" }, { name: "grade" }, { name: "reason" }, { name: "next", kind: "date" }, { name: "person" }];
const goods: Column[] = [{ name: "item", of: (r) => [nameOf(r.item), r.spec].filter(Boolean).join("  ") }, { name: "lot", kind: "code" }, { name: "amount", kind: "number" }];
const priced = goods.concat({ name: "value", kind: "number", of: (r) => (r.valueE4 / 10000).toFixed(2) });

export const SupplierPage = ({ me, spoke, id }: PageProps & { id: string }) => {
  const path = "/api/v1/suppliers/" + encodeURIComponent(id);
  const { value, refused, late, again } = useGet<Row>(path);
  const list = (name: string, columns: Column[], link?: (row: Row) => string) => value && value[name].length > 0 && (
    <section><h2>{say("web.supplier_" + name)}</h2><Rows rows={value[name]} columns={columns} words="web.col_" link={link} /></section>
  );
  return (
    <Frame me={me} spoke={spoke} title={(value ? nameOf(value.name) + "  " : "") + id}>
      <Failure of={refused} />
      <Late late={late} />
      {value && value.bars && <p class="message is-bad">{value.bars}</p>}
      {value && <dl class="heads">{heads.filter((k) => value[k]).map((k) => <div key={k}><dt>{say("web.col_" + k)}</dt><dd><Cell value={value[k]} /></dd></div>)}</dl>}
      {value && value.mayFile && <Steps path={path} of={value} done={again} />}
      {list("papers", papers)}
      {list("reviews", reviews)}
      {list("apart", goods, lotPath)}
      {list("consigned", priced, lotPath)}
    </Frame>
  );
};

interface Option { code: string; text: string }

const Steps = ({ path, of, done }: { path: string; of: Row; done(): void }) => (
  <div>
    <Step path={path + "/papers"} name="paper" done={done} fields={["kind", "number", "expiry"]}>
      <Choice name="kind" options={of.kinds} />
      <label>{say("web.col_number")}<input name="number" required maxLength={100} /></label>
      <label>{say("web.col_expiry")}<input name="expiry" type="date" required /></label>
    </Step>
    <Step path={path + "/reviews"} name="review" done={done} fields={["outcome", "grade", "reason", "next"]}>
      <Choice name="outcome" options={of.outcomes} />
      <Choice name="grade" options={["", "A", "B", "C"].map((g) => ({ code: g, text: g || "-" }))} />
      <label>{say("web.col_reason")}<input name="reason" maxLength={100} /></label>
      <label>{say("web.col_next")}<input name="next" type="date" /></label>
    </Step>
    {of.apart.length > 0 && of.docks.length > 0 && (
      <Step path={path + "/release"} name="release" done={done} fields={["to"]}>
        <Choice name="to" options={of.docks.map((d: string) => ({ code: d, text: d }))} />
      </Step>
    )}
  </div>
);

const Choice = ({ name, options }: { name: string; options: Option[] }) => (
  <label>{say("web.col_" + name)}<select name={name}>{options.map((o) => <option key={o.code} value={o.code}>{o.text}</option>)}</select></label>
);

/** Step posts one form. Its id stays until it is done, so that a second tap does nothing. */
const Step = ({ path, name, fields, done, children }: { path: string; name: string; fields: string[]; done(): void; children?: ComponentChildren }) => {
  const [id, setId] = useState(newId);
  const [told, setTold] = useState<unknown>(undefined);
  const send = (e: Event) => {
    e.preventDefault();
    const form = e.currentTarget as HTMLFormElement;
    const body: { [name: string]: string } = { id };
    fields.forEach((f) => (body[f] = (form.elements.namedItem(f) as HTMLInputElement).value.trim()));
    post(path, body).then(() => {
      setId(newId());
      setTold(undefined);
      done();
    }, setTold);
  };
  return (
    <details class="sheet">
      <summary>{say("web.supplier_" + name)}</summary>
      <form onSubmit={send}>
        <Failure of={told} />
        {children}
        <p><button type="submit" class="main">{say("web.supplier_" + name)}</button></p>
      </form>
    </details>
  );
};
