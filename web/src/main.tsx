// The page by its address. One script serves them all: it is small, and a
// handheld loads it once.

import { h, render } from "preact";
import { useState } from "preact/hooks";
import { languageFor, Me, whoAmI } from "./me";
import { learn } from "./words";
import { followTheme } from "./theme";
import { Back } from "./page/back";
import { Board } from "./page/board";
import { Demo } from "./page/demo";
import { Devices } from "./page/devices";
import { DeliveryPage } from "./page/delivery";
import { Documents } from "./page/documents";
import { DocumentPage } from "./page/document";
import { Home } from "./page/home";
import { Import } from "./page/import";
import { Inspections } from "./page/inspections";
import { Labels } from "./page/labels";
import { Lot } from "./page/lot";
import { Login } from "./page/login";
import { NewPaper } from "./page/paper";
import { PolicyPage } from "./page/policy";
import { Register } from "./page/register";
import { NewRequisition, Requisition, Requisitions } from "./page/requisitions";
import { Recall, Recalls } from "./page/recalls";
import { Setup } from "./page/setup";
import { Station } from "./page/station";
import { Urgents } from "./page/urgent";
import { Stock } from "./page/stock";
import { SupplierPage, Suppliers } from "./page/suppliers";
import { Templates } from "./page/templates";
import { Trace } from "./page/trace";

export interface PageProps { me: Me; spoke(): void }

const pages: { [path: string]: ((p: PageProps) => any) | undefined } = {
  "": Home, login: Login, setup: Setup, documents: Documents, inspections: Inspections, requisitions: Requisitions, recalls: Recalls, urgent: Urgents, backtrace: Back, policy: PolicyPage, register: Register, stock: Stock, suppliers: Suppliers, trace: Trace, lot: Lot, labels: Labels, templates: Templates, import: Import, devices: Devices, demo: Demo,
};

const Page = ({ me }: { me: Me }) => {
  const [turn, setTurn] = useState(0);
  const [, area, id, rest] = location.pathname.split("/").map(decodeURIComponent);
  if (area === "station") return <Station id={id} me={me} />;
  if (area === "board") return <Board id={id} />;
  const props = { me, spoke: () => setTurn(turn + 1), key: turn };
  if (area === "documents" && id === "new" && rest) return <NewPaper {...props} kind={rest} />;
  if (area === "suppliers" && id) return <SupplierPage {...props} id={id} />;
  if (area === "documents" && id === "delivery" && rest) return <DeliveryPage {...props} id={rest} />;
  if (area === "documents" && rest) return <DocumentPage {...props} kind={id} id={rest} />;
  if (area === "requisitions" && id === "new") return <NewRequisition {...props} />;
  if (area === "requisitions" && id) return <Requisition {...props} id={id} />;
  if (area === "recalls" && id) return <Recall {...props} id={id} />;
  const Found = pages[area] || Home;
  return <Found {...props} />;
};

async function start(): Promise<void> {
  followTheme();
  const me = await whoAmI();
  await learn(languageFor(me));
  if (me.firstRun && location.pathname !== "/setup") return location.replace("/setup");
  render(<Page me={me} />, document.body);
  if ("serviceWorker" in navigator && window.isSecureContext) navigator.serviceWorker.register("/sw.js").catch(() => undefined);
}

start();
