import type { Patient } from "../doctor/examination.ts";
import { examine, type Diagnosis } from "../doctor/examine.ts";
import { steps } from "../doctor/steps.ts";
import { exitCodes } from "../exit-codes.ts";
import { findAccess } from "../grafana/connection.ts";
import {
  credentialsOf,
  numberOf,
  prometheusAccess,
  prometheusOptions,
  secretIn,
  type PrometheusOptions,
} from "../prometheus/options.ts";
import type { Context, Verb } from "../verb.ts";

interface DoctorVerbOptions extends PrometheusOptions {
  readonly url?: string;
  readonly tokenFile?: string;
  readonly job?: string;
  readonly grafana?: string;
  readonly grafanaTokenFile?: string;
  readonly budget: number;
  readonly strict?: boolean;
  readonly all?: boolean;
}

/** `promenade doctor`: from the app to the dashboards, each step right or with what to do. */
export const doctor: Verb<DoctorVerbOptions> = {
  name: "doctor",
  summary: "find out why a dashboard shows no data, and what to do",
  description:
    "Follows the data from the app to the dashboards: the set-up, the running app, its metrics, Prometheus, Grafana. Each step is right, or comes with what to do. What is not given (Prometheus, Grafana) is passed over. Exit code 1 when something is wrong. Nothing is written.",
  options: [
    {
      flags: "--url <url>",
      description:
        "where the app's metrics are (default: by the set-up). Credentials: METRICS_TOKEN, or METRICS_USERNAME and METRICS_PASSWORD",
    },
    { flags: "--token-file <file>", description: "file with a bearer token for them" },
    ...prometheusOptions,
    { flags: "--job <name>", description: "the job under which Prometheus should scrape the app" },
    {
      flags: "--grafana <url>",
      description:
        "where Grafana is, with its sub-path (default: that of grafana() in the set-up, else GRAFANA_URL)",
    },
    {
      flags: "--grafana-token-file <file>",
      description:
        "file with a service account's token (default: that of grafana() in the set-up, else GRAFANA_TOKEN)",
    },
    {
      flags: "--budget <series>",
      description: "series that one process may have",
      default: 10_000,
      parse: (text) => numberOf(text, "--budget"),
    },
    { flags: "--strict", description: "warnings count as problems, too" },
    { flags: "--all", description: "name every panel without data, and why" },
  ],
  examples: [
    { command: "promenade doctor", meaning: "the set-up and the running app" },
    {
      command:
        "promenade doctor --prometheus http://localhost:9090 --grafana http://localhost:3000",
      meaning: "all the way to the dashboards, with GRAFANA_TOKEN set",
    },
    {
      command: "promenade doctor --json --strict",
      meaning: "for a pipeline, with PROMETHEUS_URL, GRAFANA_URL and GRAFANA_TOKEN set",
    },
  ],
  async run(context) {
    const { options, output } = context;
    const diagnoses = await examine(patientOf(context), steps, {
      begin: (about) => output.progress(about),
      end: ({ mark, text, fix, details = [], waitsFor }) => {
        // What follows from a step above is no news.
        if (waitsFor !== undefined) return;
        output.step({ mark, text, ...(fix === undefined ? {} : { fix }) });
        if (options.all === true) for (const detail of details) output.line(`        ${detail}`);
      },
    });
    const isWell = !diagnoses.some(
      ({ mark }) => mark === "problem" || (options.strict === true && mark === "warning"),
    );
    output.line();
    output.line(summary(diagnoses));
    output.result({ ok: isWell, steps: diagnoses });
    return isWell ? exitCodes.ok : exitCodes.problem;
  },
};

function patientOf(context: Context<DoctorVerbOptions>): Patient {
  const { options, environment, directory, loadApp } = context;
  const { url, tokenFile, grafana, grafanaTokenFile } = options;
  const timeoutMilliseconds = (options.timeout ?? 10) * 1000;
  const forGrafana = {
    ...(grafana === undefined ? {} : { grafana }),
    ...(grafanaTokenFile === undefined ? {} : { grafanaTokenFile }),
  };
  return {
    loadApp,
    metrics: {
      ...credentialsOf("METRICS", environment),
      ...(url === undefined ? {} : { url }),
      ...(tokenFile === undefined ? {} : { token: secretIn(directory, tokenFile) }),
      timeoutMilliseconds,
    },
    prometheus: prometheusAccess(context),
    job: options.job,
    grafana: (app) => {
      const access = findAccess({ ...context, options: forGrafana }, app);
      if (access === undefined) return undefined;
      // Whoever asks for the state of things does not want them tried again.
      return { ...access, connection: { ...access.connection, timeoutMilliseconds, attempts: 1 } };
    },
    budget: options.budget,
  };
}

function summary(diagnoses: readonly Diagnosis[]): string {
  const counts = (["problem", "warning", "ok", "skipped"] as const).map((mark) => ({
    mark,
    number: diagnoses.filter((diagnosis) => diagnosis.mark === mark).length,
  }));
  const [problems, warnings, good, passed] = counts.map(({ number }) => number);
  if (problems === 0 && warnings === 0)
    return `All well: ${good ?? 0} steps right, ${passed ?? 0} not looked at.`;
  return `${problems ?? 0} wrong, ${warnings ?? 0} could be better, ${good ?? 0} right, ${passed ?? 0} not looked at. The first one that is wrong is usually the cause.`;
}
