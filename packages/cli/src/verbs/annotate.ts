import { promenade, PromenadeError, type ServiceIdentity } from "@promenade/core";
import { momentOf } from "../compare/times.ts";
import type { LoadedApp } from "../config/app.ts";
import { messageOf } from "../errors.ts";
import { exitCodes } from "../exit-codes.ts";
import { grafanaOptions, type GrafanaVerbOptions } from "../grafana/options.ts";
import type { Verb } from "../verb.ts";

interface AnnotateVerbOptions extends GrafanaVerbOptions, Partial<ServiceIdentity> {
  readonly start?: Date;
  readonly end?: Date;
  readonly text?: string;
  readonly tag?: readonly string[];
  readonly commitUrl?: string;
}

const identity = ["service", "version", "revision", "author", "environment"] as const;

/** `promenade annotate`: a deploy mark, from a pipeline. */
export const annotate: Verb<AnnotateVerbOptions> = {
  name: "annotate",
  summary: "mark a deploy in Grafana",
  description:
    "Writes an annotation for a deploy, for pipelines. Who and what come from the options, else from the set-up, else from the pipeline's variables, package.json and Git. A step that is repeated within 15 minutes makes no second mark.",
  options: [
    ...grafanaOptions,
    { flags: "--service <name>", description: "what is deployed" },
    { flags: "--version <version>", description: "its version" },
    { flags: "--revision <commit>", description: "its commit" },
    { flags: "--author <name>", description: "who made the commit" },
    { flags: "--environment <name>", description: "where it is deployed to" },
    {
      flags: "--start <time>",
      description: "when the deploy began: ISO 8601, or Unix seconds (default: now)",
      parse: dateOf("--start"),
    },
    {
      flags: "--end <time>",
      description: "when it ended: the mark is a span then",
      parse: dateOf("--end"),
    },
    { flags: "--text <text>", description: "the mark's text (default: who deployed what)" },
    {
      flags: "--tag <tag>",
      description: "a further tag; may be given several times",
      isRepeatable: true,
    },
    {
      flags: "--commit-url <url>",
      description: "the page of a commit, with {revision} in it (default: by the pipeline)",
    },
  ],
  examples: [
    {
      command: "GRAFANA_URL=https://grafana.example.com GRAFANA_TOKEN=… promenade annotate",
      meaning: "after a deploy, in a pipeline",
    },
    {
      command: "promenade annotate --service shop --version 1.4.2 --environment production",
      meaning: "with everything said",
    },
  ],
  async run(context) {
    const { options, output, findApp, interruption } = context;
    const { start, end, text, tag, commitUrl } = options;
    const app = await findApp();
    const { grafanaAccess } = await import("../grafana/connection.ts");
    const { connection } = grafanaAccess(context, app);
    const grafana = await import("@promenade/grafana");
    output.progress(connection.url);
    try {
      const report = await grafana.annotate({
        connection,
        service: serviceOf(options, app),
        ...(start === undefined ? {} : { time: start }),
        ...(end === undefined ? {} : { timeEnd: end }),
        ...(text === undefined ? {} : { text }),
        ...(tag === undefined ? {} : { tags: tag }),
        ...(commitUrl === undefined ? {} : { commitUrl }),
        signal: interruption(),
      });
      const [first = "", ...others] = report.text.split("\n");
      output.step({ mark: "ok", text: `${report.result}: ${first}` });
      for (const line of others) output.line(`        ${line}`);
      output.line(`        ${report.tags.join(", ")}`);
      output.result({ ok: true, ...report });
      return exitCodes.ok;
    } catch (error) {
      // Grafana said no, or nothing: the work was done as far as it depends on us.
      if (!PromenadeError.isInstance(error) || !error.code.startsWith("PROMENADE_GRAFANA_"))
        throw error;
      output.step({ mark: "problem", text: messageOf(error) });
      output.result({ ok: false, error: { code: error.code, message: messageOf(error) } });
      return exitCodes.problem;
    }
  },
};

/** By the options, else by the set-up, else as an app would detect it here. */
function serviceOf(options: Partial<ServiceIdentity>, app: LoadedApp | undefined): ServiceIdentity {
  const given: Partial<Record<keyof ServiceIdentity, string>> = {};
  for (const key of identity) {
    const value = options[key] ?? (app?.service[key] === "" ? undefined : app?.service[key]);
    if (value !== undefined) given[key] = value;
  }
  return promenade({ ...given, server: false }).service;
}

/** The value of an option that is a moment. */
function dateOf(flag: string): (text: string) => Date {
  return (text) => new Date(momentOf(text, flag) * 1000);
}
