import { parseTime, type TimeRange } from "../model/time.ts";

/** What the page shows, as its address says it. */
export interface PageState {
  readonly path: string;
  /** `now-5m`, or Unix milliseconds. */
  readonly from: string;
  readonly to: string;
  /** Milliseconds between refreshes; 0: never. */
  readonly refresh: number;
  readonly variables: ReadonlyMap<string, readonly string[]>;
}

type Listener = (state: PageState, before: PageState) => void;

const listeners = new Set<Listener>();
let current = read();

export const defaultRange = { from: "now-5m", to: "now" };
export const defaultRefresh = 5000;

function read(): PageState {
  const parameters = new URLSearchParams(location.search);
  const variables = new Map<string, string[]>();
  for (const [name, value] of parameters) {
    if (!name.startsWith("var-")) continue;
    variables.set(name.slice(4), [...(variables.get(name.slice(4)) ?? []), value]);
  }
  const refresh = parameters.get("refresh");
  return {
    path: location.pathname,
    from: parameters.get("from") ?? "now-5m",
    to: parameters.get("to") ?? "now",
    refresh: refresh === null ? 5000 : Number(refresh.replace(/s$/, "")) * 1000 || 0,
    variables,
  };
}

export function state(): PageState {
  return current;
}

export function onChange(listener: Listener): void {
  listeners.add(listener);
}

/** Changes the state and the address. Every step can be taken back in the browser. */
export function change(part: Partial<PageState>): void {
  move({ ...current, ...part }, false);
}

/** Goes to another page; time and refresh come along. */
export function go(path: string): void {
  const url = new URL(path, location.origin);
  if (url.origin !== location.origin) return;
  const asked = new Map<string, string[]>();
  for (const [name, value] of url.searchParams)
    if (name.startsWith("var-"))
      asked.set(name.slice(4), [...(asked.get(name.slice(4)) ?? []), value]);
  const kept = new Map(
    [...current.variables].filter(([name]) => name === "job" || name === "instance"),
  );
  move({ ...current, path: url.pathname, variables: new Map([...kept, ...asked]) }, true);
  scrollTo(0, 0);
}

function move(next: PageState, isNew: boolean): void {
  const before = current;
  current = next;
  const url = hrefOf(next);
  if (url !== location.pathname + location.search) {
    if (isNew || next.from !== before.from) history.pushState(null, "", url);
    else history.replaceState(null, "", url);
  }
  for (const listener of listeners) listener(current, before);
}

function hrefOf({ path, from, to, refresh, variables }: PageState): string {
  const parameters = new URLSearchParams();
  if (from !== defaultRange.from || to !== defaultRange.to) {
    parameters.set("from", from);
    parameters.set("to", to);
  }
  if (refresh !== defaultRefresh) parameters.set("refresh", `${refresh / 1000}s`);
  for (const [name, values] of variables)
    for (const value of values) parameters.append(`var-${name}`, value);
  return parameters.size === 0 ? path : `${path}?${parameters.toString()}`;
}

addEventListener("popstate", () => {
  const before = current;
  current = read();
  for (const listener of listeners) listener(current, before);
});

/** How far the server's clock is ahead of the browser's, in milliseconds. */
let clockOffset = 0;

export function setServerTime(now: number): void {
  clockOffset = now - Date.now();
}

export function serverNow(): number {
  return Date.now() + clockOffset;
}

export function currentRange(): TimeRange {
  const now = serverNow();
  const to = parseTime(current.to, now, true) ?? now;
  const from = parseTime(current.from, now) ?? to - 300_000;
  return from < to ? { from, to } : { from: to - 300_000, to };
}

export function isLive(): boolean {
  return current.to === "now";
}

/** Moves or resizes the time that is shown; `share` of its length. */
export function shift(share: number): void {
  const { from, to } = currentRange();
  const by = Math.round((to - from) * share);
  change({ from: String(from + by), to: String(to + by) });
}

export function zoom(factor: number): void {
  const { from, to } = currentRange();
  const half = ((to - from) * factor) / 2;
  if (isLive()) {
    const seconds = Math.max(10, Math.round((half * 2) / 1000));
    change({ from: `now-${seconds}s`, to: "now" });
    return;
  }
  const middle = (from + to) / 2;
  change({ from: String(Math.round(middle - half)), to: String(Math.round(middle + half)) });
}
