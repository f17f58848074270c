import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { AppSettings } from "./settings.ts";

/** The app of the fault tests as a process of its own. */
export interface FaultyApp {
  /** Everything that it said, in order. */
  readonly lines: readonly string[];
  /** Lines that begin with these words. */
  count(start: string): number;
  /** Stops its work and waits for what is under way. */
  pause(): Promise<void>;
  resume(): void;
  /** One scrape, by `name{labels}`. */
  scrape(): Promise<ReadonlyMap<string, number>>;
  /** Ends it; gives its exit code and what it wrote to its standard error. */
  stop(): Promise<{ readonly code: number | null; readonly errors: string }>;
}

export async function runApp(settings: AppSettings): Promise<FaultyApp> {
  const args = [join(import.meta.dirname, "app.ts"), JSON.stringify(settings)];
  const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "pipe"] });
  const exited = once(child, "exit");
  const lines: string[] = [];
  let rest = "";
  let errors = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    const parts = (rest + text).split("\n");
    rest = parts.pop() ?? "";
    lines.push(...parts);
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => void (errors += text));
  const has = (start: string): boolean => lines.some((line) => line.startsWith(start));
  const alive = async (what: string, holds: () => boolean): Promise<void> => {
    await until(what, () => {
      if (child.exitCode !== null) throw new Error(`The app ended: ${errors}`);
      return holds();
    });
  };
  await alive("the app is ready", () => has("ready"));
  const url = lines.find((line) => line.startsWith("ready "))?.slice("ready ".length) ?? "";
  const count = (start: string): number =>
    lines.filter((line) => line.startsWith(`${start} `) || line === start).length;
  return {
    lines,
    count,
    async pause() {
      const before = count("paused");
      child.stdin.write("pause\n");
      await alive("the app pauses", () => count("paused") > before);
    },
    resume: () => void child.stdin.write("resume\n"),
    async scrape() {
      const text = await (await fetch(url)).text();
      const samples = text
        .split("\n")
        .filter((line) => line !== "" && !line.startsWith("#"))
        .map((line) => {
          const end = line.lastIndexOf(" ");
          return [line.slice(0, end), Number(line.slice(end + 1))] as const;
        });
      return new Map(samples);
    },
    async stop() {
      if (child.stdin.writable) child.stdin.end("stop\n");
      const deadline = setTimeout(() => child.kill("SIGKILL"), 30_000);
      const [code] = (await exited) as [number | null];
      clearTimeout(deadline);
      return { code, errors };
    },
  };
}

/** Waits until something holds. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  milliseconds = 50_000,
): Promise<void> {
  const deadline = Date.now() + milliseconds;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`Not within ${milliseconds} ms: ${what}`);
    await sleep(50);
  }
}
