// One document with its lines, and its paper.

import { h } from "preact";
import { PageProps } from "../main";
import { say } from "../words";
import { Failure, Frame, Late, useGet } from "./frame";
import { Cell, Row } from "./table";

export const DocumentPage = ({ me, spoke, kind, id }: PageProps & { kind: string; id: string }) => {
  const path = `/api/v1/documents/${encodeURIComponent(kind)}/${encodeURIComponent(id)}`;
  const { value, refused, late } = useGet<Row>(path);
  const lines: Row[] = (value && value.lines) || [];
  const heads = Object.keys(value || {}).filter((k) => !Array.isArray(value![k]));
  const columns = Object.keys(lines[0] || {});
  return (
    <Frame me={me} spoke={spoke} title={say("web.doc_" + kind) + " " + id}>
      <Failure of={refused} />
      <Late late={late} />
      {value && <p><a class="button main" href={path + ".pdf"} target="_blank" rel="noopener">{say("web.paper")}</a></p>}
      <dl class="heads">{heads.map((k) => <div key={k}><dt>{say("web.col_" + k)}</dt><dd><Cell value={value![k]} /></dd></div>)}</dl>
      {lines.length > 0 && (
        <div class="scroller"><table>
          <thead><tr>{columns.map((c) => <th key={c}>{say("web.col_" + c)}</th>)}</tr></thead>
          <tbody>{lines.map((line, i) => <tr key={i}>{columns.map((c) => <td key={c}><Cell value={line[c]} /></td>)}</tr>)}</tbody>
        </table></div>
      )}
    </Frame>
  );
};
