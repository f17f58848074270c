import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promenade, Registry, type Logger, type Promenade } from "@promenade/core";
import { onTestFinished } from "vitest";
import { node } from "../src/index.ts";

/** An app with this plugin alone, and what it logged. It stops when the test ends. */
export interface Started {
  readonly app: Promenade;
  readonly logged: readonly string[];
  /** The samples of one scrape, by `name{labels}` as the exposition writes it. */
  readonly scrape: () => Promise<ReadonlyMap<string, number>>;
}

export const service = {
  service: "shop",
  version: "1.2.3",
  revision: "4f0c1ee",
  author: "Ada Lovelace",
  environment: "test",
};

export async function startNode(options: Parameters<typeof node>[0] = {}): Promise<Started> {
  const logged: string[] = [];
  const log = (message: string): void => void logged.push(message);
  const logger: Logger = { debug: () => {}, info: () => {}, warn: log, error: log };
  const app = promenade({
    ...service,
    plugins: [node(options)],
    server: false,
    registry: new Registry(),
    log: logger,
  });
  await app.start();
  onTestFinished(() => app.stop());
  return { app, logged, scrape: async () => parse(await app.text()) };
}

/** Samples of a text exposition, by `name{labels}`. */
export function parse(text: string): ReadonlyMap<string, number> {
  const samples = new Map<string, number>();
  for (const line of text.split("\n")) {
    if (line === "" || line.startsWith("#")) continue;
    const end = line.lastIndexOf(" ");
    samples.set(line.slice(0, end), Number(line.slice(end + 1)));
  }
  return samples;
}

/** The samples whose names begin with one of the prefixes, as sorted exposition lines without values. */
export function seriesOf(samples: ReadonlyMap<string, number>, prefix: string): readonly string[] {
  return [...samples.keys()].filter((key) => key.startsWith(prefix));
}

export function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}

/** Keeps the event loop from doing anything else. */
export function block(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

/** A directory with these files, gone when the test ends. */
export function directoryWith(files: Readonly<Record<string, string>>): string {
  const directory = mkdtempSync(join(tmpdir(), "promenade-node-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), content);
  }
  return directory;
}

const source = fileURLToPath(new URL("../src/index.ts", import.meta.url));

/**
 * Runs a program in a process of its own, which ends by itself or is killed after ten seconds.
 * @param before runs before anything is imported
 */
export function run(
  program: string,
  before = "",
): {
  readonly output: string;
  readonly errors: string;
  readonly code: number | null;
} {
  const code = `
    import { promenade, Registry } from "@promenade/core";
    import { node } from ${JSON.stringify(source)};
    const log = { debug() {}, info() {}, warn: console.log, error: console.log };
    ${program}`;
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [
      `--import=data:text/javascript,${encodeURIComponent(before)}`,
      "--input-type=module",
      "--disable-warning=ExperimentalWarning",
      "-e",
      code,
    ],
    {
      cwd: fileURLToPath(new URL("..", import.meta.url)),
      encoding: "utf8",
      timeout: 10_000,
    },
  );
  return { output: stdout.trim(), errors: stderr, code: status };
}
