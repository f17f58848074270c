import { publish } from "./scenarios/channel.ts";
import { counterMemory, histogramMemory } from "./scenarios/memory.ts";
import { record } from "./scenarios/record.ts";
import { scrape } from "./scenarios/scrape.ts";
import { loadSubject } from "./subject.ts";

/** One subject, one scenario, one process: `node child.ts <subject> <scenario>` prints its figures as JSON. */
const scenarios = {
  record,
  scrape,
  "memory of counters": counterMemory,
  "memory of histograms": histogramMemory,
  publish,
  // Loaded alone: it brings every package, and the others measure memory.
  "start and upload": async () => (await import("./scenarios/start.ts")).startWithUpload(),
  "start and preview": async () => (await import("./scenarios/start.ts")).startWithPreview(),
};
const [name = "", scenario = ""] = process.argv.slice(2);
const run = scenarios[scenario as keyof typeof scenarios];
const figures = await run(await loadSubject(name));
process.stdout.write(`${JSON.stringify(figures)}\n`);
process.exit(0);
