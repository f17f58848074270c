import type { Finding } from "@promenade/dashboard/lint";
import { exitCodes } from "../exit-codes.ts";
import type { LintRequest } from "../lint/run.ts";
import type { Verb } from "../verb.ts";

interface LintVerbOptions {
  readonly metrics?: string;
  readonly ignore?: readonly string[];
  readonly runbookUrl?: string;
  readonly strict?: boolean;
}

/** `promenade lint`: dashboards and rules against the metrics that exist. */
export const lint: Verb<LintVerbOptions> = {
  name: "lint",
  summary: "check dashboards and alert rules against the metrics that exist",
  description:
    "Checks the dashboards and alerts of the app's plugins, or the given files of your own: dashboards as .json, Prometheus rules as .yaml. Every query is parsed and proven against the metrics of promenade.ts, or against a live /metrics page.",
  arguments: [
    {
      name: "[files...]",
      description: "dashboards (.json) and Prometheus rules (.yaml, .yml) of your own",
    },
  ],
  options: [
    {
      flags: "--metrics <url>",
      description:
        "check against this live /metrics page (or a file of it) instead of the definitions",
    },
    {
      flags: "--ignore <rule>",
      description: "leave a rule out, by its name; may be given several times",
      isRepeatable: true,
    },
    {
      flags: "--runbook-url <url>",
      description: "where the plugins' runbooks are, as for `export`: no alert is then without one",
    },
    { flags: "--strict", description: "warnings count as problems, too" },
  ],
  examples: [
    { command: "promenade lint", meaning: "the dashboards and alerts of the app's plugins" },
    { command: "promenade lint grafana/*.json", meaning: "your own dashboards, instead" },
    {
      command: "promenade lint grafana/*.json --metrics http://localhost:9464/metrics",
      meaning: "against what the running app really exposes",
    },
  ],
  async run({ args, options, output, directory, loadApp }) {
    const { metrics, ignore = [], runbookUrl, strict = false } = options;
    // A live page tells the metrics by itself.
    const app = args.length > 0 && metrics !== undefined ? undefined : await loadApp();
    const { lintEverything } = await import("../lint/run.ts");
    const request: LintRequest = { directory, files: args, app, metrics, ignore, runbookUrl };
    const report = await lintEverything(request, (what) => output.progress(what));
    for (const { name, findings } of report) {
      output.step({ mark: markOf(findings), text: name });
      for (const finding of findings) output.line(`        ${describe(finding)}`);
    }
    const all = report.flatMap(({ findings }) => findings);
    const errors = all.filter(({ severity }) => severity === "error").length;
    const warnings = all.length - errors;
    const isClean = errors === 0 && !(strict && warnings > 0);
    output.line(
      `${count(report.length, "file")} checked: ${count(errors, "error")}, ${count(warnings, "warning")}.`,
    );
    output.result({ ok: isClean, errors, warnings, files: report });
    return isClean ? exitCodes.ok : exitCodes.problem;
  },
};

function markOf(findings: readonly Finding[]): "ok" | "warning" | "problem" {
  if (findings.some(({ severity }) => severity === "error")) return "problem";
  return findings.length > 0 ? "warning" : "ok";
}

function describe({ severity, rule, panel, refId, message, expr }: Finding): string {
  const where = refId === undefined ? panel : `${panel} [${refId}]`;
  return `${severity} ${rule}: ${where}: ${message}${expr === undefined ? "" : `\n            ${expr}`}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
