import {
  counter,
  definePlugin,
  promenade,
  Registry,
  type Logger,
  type Plugin,
  type Promenade,
  type ServiceIdentity,
} from "@promenade/core";
import { alert, dashboard, query, rate, row, timeseries } from "@promenade/dashboard";
import type { FakeGrafana, StoredDashboard } from "@promenade/testing/grafana";
import { expect } from "vitest";
import { grafana, type GrafanaOptions } from "../../src/index.ts";

const metrics = {
  slices: counter({ name: "toaster_slices_total", help: "Slices toasted.", labels: ["bread"] }),
};

/** A plugin with a dashboard whose title tells its releases apart, and an alert. */
export function toaster(title = "Toaster", above = 10): Plugin {
  const expression = rate(metrics.slices, { by: ["job", "bread"] });
  return definePlugin({
    name: "toaster",
    metrics,
    setup: () => undefined,
    boards: () =>
      Promise.resolve({
        dashboards: [
          dashboard({
            uid: "promenade-toaster",
            title,
            description: "What the toaster does.",
            anchor: metrics.slices,
            rows: [
              row("Toasts", [
                timeseries({
                  title: "Toasts",
                  description: "Slices per second.",
                  queries: [query(expression, "{{bread}}")],
                }),
              ]),
            ],
          }),
        ],
        alerts: [
          alert({
            name: "PromenadeToasterBusy",
            expression,
            above,
            for: "5m",
            severity: "info",
            summary: "The toaster is busy.",
            description: "{{ $labels.job }} toasts {{ $labels.bread }}.",
            runbook: { meaning: "Busy.", impact: "None.", diagnosis: "Look.", mitigation: "Wait." },
            dashboard: "promenade-toaster",
          }),
        ],
      }),
  })();
}

/** Dashboards of the user's own. */
export const own = (uid: string): Readonly<Record<string, unknown>> => ({
  uid,
  title: `Own ${uid}`,
  schemaVersion: 41,
  panels: [{ id: 1, type: "text", title: "Hello", gridPos: { x: 0, y: 0, w: 24, h: 3 } }],
});

export interface Lines extends Logger {
  readonly lines: string[];
}

export function collectLog(): Lines {
  const lines: string[] = [];
  const at = (level: string) => (line: string) => void lines.push(`${level} ${line}`);
  return { lines, debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

export interface TestApp {
  readonly app: Promenade;
  readonly log: Lines;
  /** Whether the upload has ended, whichever way. */
  isUploaded(): boolean;
}

const quick: GrafanaOptions = {
  spreadMilliseconds: 0,
  token: "editor-token",
  annotations: false,
};

/** An app as a user makes it, with a registry of its own. */
export function appWith(
  options: GrafanaOptions,
  identity: Partial<ServiceIdentity> = {},
  plugins: readonly Plugin[] = [toaster()],
): TestApp {
  const log = collectLog();
  const app = promenade({
    service: "shop",
    version: "1.0.0",
    revision: "abc",
    author: "Ada",
    environment: "test",
    ...identity,
    plugins: [...plugins, grafana({ ...quick, ...options })],
    registry: new Registry(),
    server: false,
    log,
  });
  return {
    app,
    log,
    isUploaded: () => log.lines.some((line) => line.includes("Grafana at ")),
  };
}

/** Starts an app, waits for its upload, and stops it. */
export async function once(
  options: GrafanaOptions,
  identity: Partial<ServiceIdentity> = {},
  plugins?: readonly Plugin[],
): Promise<{ readonly text: string; readonly lines: readonly string[] }> {
  const { app, log, isUploaded } = appWith(options, identity, plugins);
  await app.start();
  await expect.poll(isUploaded, { timeout: 60_000, interval: 20 }).toBe(true);
  const text = await app.text();
  await app.stop();
  return { text, lines: log.lines };
}

export function dashboardIn(fake: FakeGrafana, uid: string): Readonly<StoredDashboard> {
  const found = fake.content().dashboards.find((one) => one.uid === uid);
  if (found === undefined) throw new Error(`There is no dashboard ${uid}.`);
  return found;
}

/** How often each dashboard was saved. */
export function savesIn(fake: FakeGrafana): Readonly<Record<string, number>> {
  return Object.fromEntries(
    fake.content().dashboards.map(({ uid, history }) => [uid, history.length]),
  );
}

/** As if the processes that undertook to write a mark or alert rules had died long ago. */
export function ageClaims(fake: FakeGrafana): void {
  for (const { uid, json } of fake.content().dashboards) {
    if (!/^promenade-(deploys|alert-rules)-/.test(uid)) continue;
    const { list } = json["templating"] as { list: { name: string; query: string }[] };
    const ledger = list.find(({ name }) => name === "promenade_ledger");
    if (ledger === undefined) continue;
    const entries = JSON.parse(ledger.query) as { at: number }[];
    ledger.query = JSON.stringify(entries.map((entry) => ({ ...entry, at: entry.at - 3_600_000 })));
  }
}
