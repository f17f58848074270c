import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { promisify } from "node:util";
import { judge } from "./goals.ts";
import { subjectNames } from "./subject.ts";

/**
 * `npm run bench [-- rounds]`: every subject in a process of its own, rounds interleaved, median of rounds.
 * Ratios within a run are what counts; absolute times depend on the machine. Exits 1 when a goal is missed.
 */
const run = promisify(execFile);
const rounds = Number(process.argv[2] ?? 3);
const plan: readonly (readonly [scenario: string, subjects: readonly string[]])[] = [
  ["record", subjectNames],
  ["scrape", subjectNames],
  ["memory of counters", subjectNames],
  ["memory of histograms", subjectNames],
  ["publish", ["promenade"]],
  ["start and upload", ["promenade"]],
  ["start and preview", ["promenade"]],
];

async function child(subject: string, scenario: string): Promise<Record<string, number>> {
  const flags = [
    "--expose-gc",
    "--max-semi-space-size=128",
    new URL("child.ts", import.meta.url).pathname,
  ];
  const { stdout } = await run(process.execPath, [...flags, subject, scenario], {
    maxBuffer: 2 ** 24,
  });
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "{}") as Record<string, number>;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] as number;

const figures: Record<string, Record<string, Record<string, number>>> = {};
for (const [scenario, subjects] of plan) {
  const samples: Record<string, Record<string, number>[]> = {};
  for (let turn = 1; turn <= rounds; turn += 1) {
    for (const subject of subjects) {
      process.stderr.write(`${scenario}, round ${turn} of ${rounds}: ${subject}\n`);
      (samples[subject] ??= []).push(await child(subject, scenario));
    }
  }
  figures[scenario] = Object.fromEntries(
    Object.entries(samples).map(([subject, list]) => [
      subject,
      Object.fromEntries(
        Object.keys(list[0] ?? {}).map((key) => [
          key,
          median(list.map((one) => one[key] ?? Number.NaN)),
        ]),
      ),
    ]),
  );
}

const report: string[] = [
  `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? "?"}, median of ${rounds} rounds.`,
];
for (const [scenario, subjects] of Object.entries(figures)) {
  const names = Object.keys(Object.values(subjects)[0] ?? {});
  report.push(
    "",
    `### ${scenario}`,
    "",
    `| | ${Object.keys(subjects).join(" | ")} |`,
    `|---|${"---:|".repeat(Object.keys(subjects).length)}`,
  );
  for (const name of names) {
    report.push(
      `| ${name} | ${Object.values(subjects)
        .map((one) => round(one[name] ?? Number.NaN))
        .join(" | ")} |`,
    );
  }
}
const goals = judge(figures);
report.push("", "### goals", "", "| goal | measured | |", "|---|---:|---|");
for (const { text, value, isMet } of goals)
  report.push(`| ${text} | ${round(value)} | ${isMet ? "met" : "MISSED"} |`);

function round(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

const text = `${report.join("\n")}\n`;
process.stdout.write(text);
await writeFile(
  new URL("results.md", import.meta.url),
  `# Benchmark results\n\nWritten by \`npm run bench\`.\n\n${text}`,
);
process.exitCode = goals.every(({ isMet }) => isMet) ? 0 : 1;
