// The first page: where to stand, what to look at, what to look up.

import { h } from "preact";
import { PageProps } from "../main";
import { nameOf } from "../words";
import { say } from "../words";
import { Keeping } from "./keeping";
import { Failure, Frame, Late, placesFor, useGet } from "./frame";

export interface StationInfo { id: string; name: string | { zh?: string; en?: string }; kind: string; signedIn: boolean }

export const Home = ({ me, spoke }: PageProps) => {
  const stations = useGet<StationInfo[]>("/api/v1/stations");
  return (
    <Frame me={me} spoke={spoke} title={say("web.welcome")}>
      <Keeping me={me} />
      <Failure of={stations.refused} />
      <Late late={stations.late} />
      <h2>{say("web.stations")}</h2>
      <div class="tiles">
        {(stations.value || []).map((s) => (
          <a key={s.id} class={"tile kind-" + s.kind} href={"/station/" + encodeURIComponent(s.id)}>
            <b>{nameOf(s.name) || s.id}</b>
            <span>{say("web.kind_" + s.kind)}</span>
            <small>{say(s.signedIn ? "web.taken" : "web.free")}</small>
          </a>
        ))}
        {["dock", "pick", "expiry"].map((b) => <a key={b} class="tile board" href={"/board/" + b}><b>{say("web.board_" + b)}</b><span>{say("web.board")}</span></a>)}
      </div>
      <h2>{say("web.look_up")}</h2>
      <div class="tiles">
        {placesFor(me).map((name) => <a key={name} class="tile" href={"/" + name}><b>{say("web.page_" + name)}</b><span>{say("web.about_" + name)}</span></a>)}
        {!me.person && <a class="tile" href="/login"><b>{say("web.sign_in")}</b><span>{say("web.about_sign_in")}</span></a>}
      </div>
    </Frame>
  );
};
