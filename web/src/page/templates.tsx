// What labels look like, as data: the text of a template, and beside it the
// paper as it would print, drawn anew while one types.

import { h } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { get, picture, put, textOf } from "../api";
import { PageProps } from "../main";
import { may } from "../me";
import { nameOf, say } from "../words";
import { Failure, Frame, Late, useGet } from "./frame";

interface Template { id: string; names: { zh?: string; en?: string }; own: boolean; printers: string[]; wrong?: string }
interface Text { id: string; text: string; own: boolean }

const samples = ["usual", "longest", "bare"];
const densities = [[8, 203], [12, 300], [24, 600]];
const pauseMs = 250; // of typing, before the paper is drawn anew

export const Templates = ({ me, spoke }: PageProps) => {
  const list = useGet<Template[]>("/api/v1/templates");
  const [id, setId] = useState("standard");
  const [text, setText] = useState("");
  const [told, setTold] = useState<unknown>(undefined);
  const open = (wanted: string) => {
    setId(wanted);
    get<Text>("/api/v1/templates/" + encodeURIComponent(wanted)).then((t) => setText(t.text), setTold);
  };
  useEffect(() => open(id), []);
  const written = idIn(text) || id;
  const save = () => {
    setTold(undefined);
    put("/api/v1/templates/" + encodeURIComponent(written), { text }).then(() => {
      setTold(say("web.template_saved", { id: written }));
      setId(written);
      list.again();
    }, setTold);
  };
  return (
    <Frame me={me} spoke={spoke} title={say("web.page_templates")} wide>
      <Failure of={list.refused} />
      <Late late={list.late} />
      {typeof told === "string" ? <p class="message is-good" role="status">{told}</p> : <Failure of={told} />}
      <p class="lead">{say("web.templates_lead")}</p>
      <ul class="templates">
        {(list.value || []).map((t) => (
          <li key={t.id}>
            <button type="button" aria-pressed={t.id === id ? "true" : "false"} onClick={() => open(t.id)}><b>{nameOf(t.names)}</b> <span>{[t.id, t.own ? say("web.template_own") : "", t.printers.join(", ")].filter(Boolean).join(" · ")}</span></button>
            {t.wrong && <p class="message is-bad">{t.wrong}</p>}
          </li>
        ))}
      </ul>
      <div class="workbench">
        <Paper text={text} />
        <section>
          <label><span>{say("web.template_text")}</span><textarea class="code" spellcheck={false} rows={24} value={text} onInput={(e) => setText((e.currentTarget as HTMLTextAreaElement).value)} /></label>
          {may(me, "device.set") && <button type="button" class="main" onClick={save}>{say("web.template_save", { id: written })}</button>}
        </section>
      </div>
    </Frame>
  );
};

/** idIn is what a template calls itself. */
const idIn = (text: string): string => {
  const line = /^id:\s*['"]?([a-z0-9-]+)/m.exec(text);
  return line ? line[1] : "";
};

/** Paper shows text as it would print, or says why it would not. */
const Paper = ({ text }: { text: string }) => {
  const [sample, setSample] = useState("usual");
  const [dpmm, setDPMM] = useState(8);
  const canvas = useRef<HTMLCanvasElement>(null);
  const wrong = usePicture(canvas, text, sample, dpmm);
  return (
    <section class="preview">
      <p class="choices">
        <label><span>{say("web.template_sample")}</span><select value={sample} onChange={(e) => setSample((e.currentTarget as HTMLSelectElement).value)}>{samples.map((s) => <option key={s} value={s}>{say("web.sample_" + s)}</option>)}</select></label>
        <label><span>dpi</span><select value={String(dpmm)} onChange={(e) => setDPMM(Number((e.currentTarget as HTMLSelectElement).value))}>{densities.map(([dots, dpi]) => <option key={dots} value={String(dots)}>{dpi}</option>)}</select></label>
      </p>
      {wrong !== undefined && <p class="message is-bad" role="alert">{textOf(wrong)}</p>}
      <canvas ref={canvas} class={wrong === undefined ? "" : "is-old"} role="img" aria-label={say("web.template_paper")} width="0" height="0" />
    </section>
  );
};

/** usePicture draws text once the typing pauses, and tells what is wrong with it; the last paper that could be drawn stays. */
function usePicture(canvas: { current: HTMLCanvasElement | null }, text: string, sample: string, dpmm: number): unknown {
  const [wrong, setWrong] = useState<unknown>(undefined);
  useEffect(() => {
    if (!text) return;
    let gone = false;
    const draw = () =>
      picture("/api/v1/templates/preview", { text, sample, dpmm }).then((dots) => {
        const to = canvas.current;
        if (!gone && to) {
          setWrong(undefined);
          to.width = dots.width;
          to.height = dots.height;
          to.getContext("2d")!.drawImage(dots, 0, 0);
        }
        dots.close();
      }).catch((why) => gone || setWrong(why));
    const timer = window.setTimeout(draw, pauseMs);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [text, sample, dpmm]);
  return wrong;
}
