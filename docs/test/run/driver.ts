// Runs one block of a page in a process of its own: node driver.ts <compiled file> <example or ""> <id of the block>
import { strict as assert } from "node:assert";
import cluster from "node:cluster";
import { promenade } from "@promenade/core";
import { parseExposition } from "@promenade/promql/exposition";
import type { BlockExample, Example, Scraped, ScrapeOptions } from "./example.ts";

const [file = "", exampleFile = "", id = ""] = process.argv.slice(2);
const logged: string[] = [];
const warnings: string[] = [];

function listenToConsole(): void {
  for (const level of ["debug", "log", "info", "warn", "error"] as const) {
    const print = console[level].bind(console);
    console[level] = (...args: unknown[]) => {
      const text = args.map((arg) => (arg instanceof Error ? arg.stack : String(arg))).join(" ");
      logged.push(text);
      if (level === "warn" || level === "error") warnings.push(text);
      print(...args);
    };
  }
}

async function exampleOf(): Promise<BlockExample> {
  if (exampleFile === "") return {};
  const { example } = (await import(exampleFile)) as { readonly example: Example };
  return example.blocks?.[id] ?? {};
}

async function scrape({
  url = "http://localhost:9464/metrics",
  headers = {},
}: ScrapeOptions = {}): Promise<Scraped> {
  // A connection that is kept would outlive a server that the block stops.
  const answer = await fetch(url, { headers: { connection: "close", ...headers } });
  return { status: answer.status, text: await answer.text() };
}

/** Whatever a block starts on the default port, it must be metrics that Prometheus can read. */
async function checkMetrics(): Promise<void> {
  const answer = await scrape().catch(() => undefined);
  if (answer === undefined || answer.status === 401) return;
  assert.equal(answer.status, 200);
  let samples = 0;
  parseExposition(answer.text, false, { sample: () => void (samples += 1) });
  assert.ok(samples > 0, "The metrics page is empty.");
  assert.match(answer.text, /^promenade_start_time_seconds\{/m);
}

listenToConsole();
const { given, check, warns } = await exampleOf();
Object.assign(globalThis, await given?.());
const exports = (await import(file)) as Readonly<Record<string, unknown>>;
// A worker of a cluster is looked at by the primary.
if (cluster.isPrimary) {
  await check?.({
    exports,
    scrape,
    text: async () => await promenade({ server: false }).text("text"),
    log: () => logged.join("\n"),
  });
  await checkMetrics();
  const unexpected = warnings.filter((text) => warns?.test(text) !== true);
  assert.deepEqual(unexpected, [], "The block warns, and the page does not say so.");
  // What blocks start, they leave running.
  process.exit();
}
