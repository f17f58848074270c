import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import type { Platform } from "../support/app.ts";

export interface Ports {
  readonly http: number;
  readonly rpc: number;
  /** Where the metrics are; absent in the plain application. */
  readonly metrics?: string;
}

export interface AppProcess extends Ports {
  /** Values of the exposition by series, without those that are 0. */
  series(): Promise<ReadonlyMap<string, number>>;
  /** Ends it by SIGTERM; gives what it ended with, and what it wrote to stderr. */
  stop(): Promise<{ readonly exit: number | string; readonly errors: string }>;
}

/** Starts the standalone application in a process of its own. */
export async function startProcess(
  directory: string,
  platform: Platform,
  mode: "measured" | "plain",
): Promise<AppProcess> {
  const child = spawn(process.execPath, ["dist/main.js", platform, mode], { cwd: directory });
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const exited = once(child, "exit") as Promise<[number | null, NodeJS.Signals | null]>;
  const lines = createInterface({ input: child.stdout });
  const ready = new Promise<Ports>((resolve) => {
    lines.on("line", (text) => {
      if (text.startsWith("{")) resolve(JSON.parse(text) as Ports);
    });
  });
  const failed = exited.then(([code]) => {
    throw new Error(`The application ended with ${code}: ${errors}`);
  });
  const ports = await Promise.race([ready, failed]);
  failed.catch(() => {});
  return {
    ...ports,
    series: async () => {
      // The response is closed a moment after the client has it.
      await sleep(20);
      const response = await fetch(ports.metrics ?? "");
      return seriesIn(await response.text());
    },
    stop: async () => {
      child.kill("SIGTERM");
      const [code, signal] = await exited;
      return { exit: code ?? String(signal), errors };
    },
  };
}

function seriesIn(exposition: string): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const line of exposition.split("\n")) {
    const at = line.lastIndexOf(" ");
    const value = Number(line.slice(at + 1));
    if (at > 0 && !line.startsWith("#") && value !== 0) found.set(line.slice(0, at), value);
  }
  return found;
}

/** What grew: `series +value`. */
export function growth(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
  names: RegExp,
): readonly string[] {
  return [...after]
    .filter(([series, value]) => names.test(series) && value !== before.get(series))
    .map(([series, value]) => `${series} +${value - (before.get(series) ?? 0)}`)
    .toSorted();
}
