import { api } from "./api.ts";
import { h } from "./dom.ts";
import { readDashboard } from "./model/read-dashboard.ts";
import type { DashboardModel } from "./model/types.ts";
import { AlertsPage } from "./view/alerts-page.ts";
import { DashboardPage } from "./view/dashboard-page.ts";
import { readFile, takeDrops } from "./view/drop.ts";
import { HomePage } from "./view/home-page.ts";
import { helpDialog, listenToKeys, type Shortcut } from "./view/keyboard.ts";
import type { Page } from "./view/page.ts";
import { change, go, onChange, setServerTime, shift, state, zoom } from "./view/state.ts";
import { TargetsPage } from "./view/targets-page.ts";
import { startTheme } from "./view/theme.ts";
import { toolbar } from "./view/toolbar.ts";

const dropped = new Map<string, DashboardModel>();
let page: Page | undefined;
let scrapeInterval = 5000;
let timer: ReturnType<typeof setTimeout> | undefined;

const bar = toolbar({
  toggleTheme: () => toggleTheme(),
  showHelp: () => help.showModal(),
  refresh: () => void refresh(),
});
const slot = h("div", { class: "slot" });
const toggleTheme = startTheme(() => void open());

const shortcuts: readonly Shortcut[] = [
  { keys: "?", does: "This list", run: () => (help.open ? help.close() : help.showModal()) },
  { keys: "/", does: "Search dashboards", run: () => search() },
  { keys: "g h", does: "All dashboards", run: () => go("/") },
  { keys: "g a", does: "Alerts", run: () => go("/alerts") },
  { keys: "g t", does: "Targets and series", run: () => go("/targets") },
  { keys: "[", does: "Dashboard before", run: () => void step(-1) },
  { keys: "]", does: "Next dashboard", run: () => void step(1) },
  { keys: "ArrowLeft", does: "Earlier", run: () => shift(-0.5) },
  { keys: "ArrowRight", does: "Later", run: () => shift(0.5) },
  { keys: "+", does: "Zoom in", run: () => zoom(0.5) },
  { keys: "-", does: "Zoom out", run: () => zoom(2) },
  {
    keys: "l",
    does: "Back to live: the last 5 minutes",
    run: () => change({ from: "now-5m", to: "now" }),
  },
  { keys: "r", does: "Refresh", run: () => void refresh() },
  {
    keys: "p",
    does: "Pause, or go on",
    run: () => change({ refresh: state().refresh === 0 ? 5000 : 0 }),
  },
  { keys: "x", does: "Open or close all rows", run: () => page?.toggleRows?.() },
  { keys: "v", does: "The panel under the pointer alone, or back", run: () => single() },
  { keys: "k", does: "Light or dark", run: () => toggleTheme() },
  { keys: "Escape", does: "Close what is open", run: () => close() },
];
const help = helpDialog(shortcuts);

document.body.replaceChildren(bar.element, slot, help);
takeDrops((file) => void openFile(file));
listenToKeys(shortcuts);
document.addEventListener("click", (event) => {
  const { target } = event;
  for (const menu of document.querySelectorAll<HTMLDetailsElement>("details.variable[open]"))
    if (!(target instanceof Node) || !menu.contains(target)) menu.open = false;
  const anchor = target instanceof Element ? target.closest("a") : null;
  const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
  if (
    anchor === null ||
    !isPlain ||
    anchor.target === "_blank" ||
    anchor.origin !== location.origin
  )
    return;
  event.preventDefault();
  go(anchor.href);
});
onChange((now, before) => {
  bar.update();
  if (now.path !== before.path) void open();
  else void refresh();
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) void refresh();
});
await open();

async function open(): Promise<void> {
  clearTimeout(timer);
  const { path } = state();
  bar.update();
  const next = await pageAt(path).catch((error: unknown) => failed(error));
  if (path !== state().path) return;
  page?.destroy();
  page = next;
  document.title = `${next.title} · Promenade`;
  slot.replaceChildren(next.element);
  await refresh();
}

async function pageAt(path: string): Promise<Page> {
  if (path === "/alerts") return new AlertsPage();
  if (path === "/targets") return new TargetsPage();
  if (!path.startsWith("/d/"))
    return new HomePage(
      () => dropped,
      (file) => void openFile(file),
    );
  const uid = decodeURIComponent(path.slice(3));
  const [status, sisters] = await Promise.all([api.status(), api.dashboards()]);
  scrapeInterval = status.intervalMilliseconds;
  setServerTime(status.now);
  const model = dropped.get(uid) ?? readDashboard(await api.dashboard(uid));
  return new DashboardPage(model, scrapeInterval, sisters);
}

function failed(error: unknown): Page {
  const text = error instanceof Error ? error.message : String(error);
  return {
    title: "Not found",
    element: h(
      "main",
      {},
      h("h1", {}, "This page could not be opened"),
      h("p", { class: "note" }, text),
    ),
    refresh: async () => {},
    destroy: () => {},
  };
}

async function refresh(): Promise<void> {
  clearTimeout(timer);
  if (!document.hidden) {
    await Promise.all([page?.refresh(), watch()]);
    document.body.dataset["refreshed"] = String(
      Number(document.body.dataset["refreshed"] ?? 0) + 1,
    );
  }
  clearTimeout(timer);
  const { refresh: pause } = state();
  if (pause > 0) timer = setTimeout(() => void refresh(), pause);
}

/** What every page shows in its head: whether the preview answers, and what fires. */
async function watch(): Promise<void> {
  try {
    const [status, groups] = await Promise.all([api.status(), api.rules()]);
    setServerTime(status.now);
    const firing = groups.flatMap(({ rules }) => rules).filter((rule) => rule.state === "firing");
    bar.setFiring(firing.length);
    const down = status.targets.find(({ health }) => health === "down");
    bar.setProblem(
      down === undefined ? "" : `${down.instance} (${down.job}) does not answer: ${down.lastError}`,
    );
  } catch (error) {
    bar.setProblem(error instanceof Error ? error.message : String(error));
  }
}

async function openFile(file: File): Promise<void> {
  try {
    const model = await readFile(file);
    const uid = `file-${dropped.size + 1}`;
    dropped.set(uid, model);
    go(`/d/${uid}`);
  } catch (error) {
    bar.setProblem(error instanceof Error ? error.message : String(error));
  }
}

function search(): void {
  const field = document.querySelector<HTMLInputElement>("#search");
  if (field !== null) {
    field.focus();
    return;
  }
  if (state().path !== "/") go("/");
  // The list is made in a moment.
  setTimeout(search, 50);
}

async function step(by: number): Promise<void> {
  const boards = await api.dashboards();
  const at = boards.findIndex(({ uid }) => state().path === `/d/${encodeURIComponent(uid)}`);
  const next = boards[(at + by + boards.length) % boards.length];
  if (next !== undefined) go(`/d/${encodeURIComponent(next.uid)}`);
}

function single(): void {
  const alone = document.querySelector(".panel.alone");
  alone?.classList.remove("alone");
  if (alone === null) document.querySelector(".panel:hover")?.classList.add("alone");
}

function close(): void {
  help.close();
  document.querySelector(".panel.alone")?.classList.remove("alone");
  for (const menu of document.querySelectorAll<HTMLDetailsElement>("details.variable[open]"))
    menu.open = false;
}
