import { definitionsOf } from "@promenade/grafana";
import { compare, type CompareOptions } from "../compare/compare.ts";
import { formatMarkdown } from "../compare/format-markdown.ts";
import { formatText } from "../compare/format-text.ts";
import { durationOf, momentOf, windowOf } from "../compare/times.ts";
import type { Comparison, Verdict, Window } from "../compare/types.ts";
import { usageError } from "../errors.ts";
import { exitCodes } from "../exit-codes.ts";
import type { Color } from "../output/style.ts";
import {
  numberOf,
  prometheusAccess,
  prometheusOptions,
  type PrometheusOptions,
} from "../prometheus/options.ts";
import { prometheus } from "../prometheus/prometheus.ts";
import type { Verb } from "../verb.ts";

interface CompareVerbOptions extends PrometheusOptions {
  readonly service?: string;
  readonly where?: readonly string[];
  readonly window: number | string;
  readonly settle: number | string;
  readonly lookback: number | string;
  readonly at?: number;
  readonly before?: Window;
  readonly after?: Window;
  readonly minimumChange: number;
  readonly minimumTime: number;
  readonly failAbove?: number;
  readonly markdown?: boolean;
  readonly all?: boolean;
}

/** `promenade compare`: what a deploy changed, and what only looks so. */
export const compareVerb: Verb<CompareVerbOptions> = {
  name: "compare",
  summary: "say what a deploy changed: rates, errors, durations, resources",
  description:
    "Compares every operation of the app's plugins before and after the last deploy that Prometheus knows of: routes, queries, jobs, pools. Each is measured against its own noise, and named worst first. Exit code 1 when something got worse than --fail-above allows.",
  options: [
    ...prometheusOptions,
    {
      flags: "--service <name>",
      description: "the app by its service name (default: that of promenade.ts)",
    },
    {
      flags: "--where <matcher>",
      description:
        'one more condition on all series, as in namespace="shop"; may be given several times',
      isRepeatable: true,
    },
    {
      flags: "--window <time>",
      description: "longest time to look at on each side",
      default: "30m",
      parse: (text) => durationOf(text, "--window"),
    },
    {
      flags: "--settle <time>",
      description: "time after a start that does not count: cold caches, code not yet compiled",
      default: "1m",
      parse: (text) => durationOf(text, "--settle"),
    },
    {
      flags: "--lookback <time>",
      description: "how far back to look for the last deploy",
      default: "1d",
      parse: (text) => durationOf(text, "--lookback"),
    },
    {
      flags: "--at <moment>",
      description: "compare around this moment instead of the last deploy",
      parse: (text) => momentOf(text, "--at"),
    },
    {
      flags: "--before <start..end>",
      description: "this window instead of the one before the deploy",
      parse: (text) => windowOf(text, "--before"),
    },
    {
      flags: "--after <start..end>",
      description: "this window instead of the one after it",
      parse: (text) => windowOf(text, "--after"),
    },
    {
      flags: "--minimum-change <percent>",
      description: "smaller changes do not matter",
      default: 20,
      parse: (text) => numberOf(text, "--minimum-change"),
    },
    {
      flags: "--minimum-time <milliseconds>",
      description: "smaller changes of a duration do not matter",
      default: 5,
      parse: (text) => numberOf(text, "--minimum-time"),
    },
    {
      flags: "--fail-above <percent>",
      description: "exit code 1 when something got worse by more than this",
      parse: (text) => numberOf(text, "--fail-above"),
    },
    { flags: "--markdown", description: "print Markdown, for a pull request" },
    { flags: "--all", description: "list what did not change, too" },
  ],
  examples: [
    {
      command: "promenade compare --prometheus http://localhost:9090",
      meaning: "the last deploy of this app against the time before it",
    },
    {
      command: "promenade compare --markdown --fail-above 50 > comment.md",
      meaning:
        "in CI, with PROMETHEUS_URL set: a comment, and exit code 1 for what got worse by half",
    },
    {
      command:
        "promenade compare --before 2026-05-04T10:00Z..2026-05-04T11:00Z --after 2026-05-05T10:00Z..2026-05-05T11:00Z",
      meaning: "the same hour of two days",
    },
  ],
  async run(context) {
    const { options, output, loadApp } = context;
    const access = prometheusAccess(context);
    if (access === undefined)
      throw usageError("Where is Prometheus? Give --prometheus <url>, or set PROMETHEUS_URL");
    if ((options.before === undefined) !== (options.after === undefined))
      throw usageError("--before and --after belong together: give both");
    const app = await loadApp();
    output.progress("comparing");
    const definitions = [
      ...app.plugins.map((plugin) => ({ plugin: plugin.name, metrics: definitionsOf(plugin) })),
      { plugin: "app", metrics: app.ownMetrics },
    ];
    const service = options.service ?? app.service.service;
    const comparison = await compare(prometheus(access), definitions, settingsOf(options, service));
    if (options.markdown === true) output.line(formatMarkdown(comparison));
    else {
      const paint = (verdict: Verdict, text: string): string => output.paint(colors[verdict], text);
      output.line(formatText(comparison, { paint, all: options.all ?? false }));
    }
    const isOver = options.failAbove !== undefined && exceeds(comparison, options.failAbove / 100);
    output.result({ ok: !isOver, ...comparison });
    return isOver ? exitCodes.problem : exitCodes.ok;
  },
};

const colors: Readonly<Record<Verdict, Color>> = {
  worse: "red",
  new: "cyan",
  gone: "yellow",
  better: "green",
  changed: "cyan",
  unchanged: "dim",
  unknown: "dim",
};

function settingsOf(options: CompareVerbOptions, service: string): CompareOptions {
  return {
    service: service === "" ? undefined : service,
    matchers: options.where ?? [],
    before: options.before,
    after: options.after,
    at: options.at,
    now: Date.now() / 1000,
    // A default is not parsed.
    windowSeconds: secondsOf(options.window),
    settleSeconds: secondsOf(options.settle),
    lookbackSeconds: secondsOf(options.lookback),
    minimumChange: options.minimumChange / 100,
    minimumSeconds: options.minimumTime / 1000,
  };
}

function secondsOf(value: number | string): number {
  return typeof value === "number" ? value : durationOf(value, "the default");
}

/** Whether something got worse by more than the limit; errors where there were none did. */
function exceeds({ operations }: Comparison, limit: number): boolean {
  return operations.some(({ indicators }) =>
    indicators.some(({ verdict, change, quantity }) => {
      const fromNothing = quantity === "errors" || quantity === "faults" ? Infinity : 0;
      return verdict === "worse" && (change ?? fromNothing) > limit;
    }),
  );
}
