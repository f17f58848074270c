import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { bullmqMetrics } from "@promenade/bullmq";
import { type MetricDefinition, selfMetrics } from "@promenade/core";
import { lintQuery } from "@promenade/dashboard/lint";
import { provisioningFiles } from "@promenade/grafana/files";
import { graphqlMetrics } from "@promenade/graphql";
import { kafkaMetrics } from "@promenade/kafka";
import { nestMetrics } from "@promenade/nestjs";
import { nodeMetrics } from "@promenade/node";
import { prismaMetrics } from "@promenade/prisma";
import { parseExposition } from "@promenade/promql/exposition";
import { debianPackage, promtool, run, temporaryDirectory } from "@promenade/testing/services";
import { parse, parseAllDocuments } from "yaml";
import { repository } from "../pages.ts";
import { manifestProblems } from "./manifests.ts";

const tables = [
  selfMetrics,
  nodeMetrics,
  nestMetrics,
  prismaMetrics,
  graphqlMetrics,
  bullmqMetrics,
  kafkaMetrics,
];
const metrics = tables.flatMap((table): readonly MetricDefinition[] => Object.values(table));

/** What is wrong with YAML by the program that reads it, and by what it says; nothing when all is well. */
export async function yamlProblems(code: string): Promise<readonly string[]> {
  const documents = parseAllDocuments(code);
  const errors = documents.flatMap((document) => document.errors.map(({ message }) => message));
  if (errors.length > 0) return errors;
  const value: unknown = parse(code);
  if (Array.isArray(value)) return await rulesProblems(value);
  const keys = Object.keys(value as object);
  const has = (...names: readonly string[]): boolean => names.some((name) => keys.includes(name));
  if (has("apiVersion", "metadata")) return manifestProblems(value as object);
  if (has("scrape_configs", "rule_files", "remote_write")) return await prometheusProblems(code);
  if (has("route", "receivers")) return await alertmanagerProblems(code);
  if (has("jsonData")) return dataSourceProblems(value as object);
  return [`Nothing is known that reads YAML with ${keys.join(", ")}.`];
}

async function prometheusProblems(code: string): Promise<readonly string[]> {
  const args = ["check", "config", "--syntax-only", "prometheus.yml"];
  const files = { "prometheus.yml": code };
  const results = [
    await promtool(args, { version: "2", files }),
    await promtool(args, { version: "3", files }),
  ];
  return results.filter((one) => one.code !== 0).map(({ stdout, stderr }) => stdout + stderr);
}

async function rulesProblems(rules: readonly unknown[]): Promise<readonly string[]> {
  const files = { "rules.yaml": JSON.stringify({ groups: [{ name: "page", rules }] }) };
  const { code, stdout, stderr } = await promtool(["check", "rules", "rules.yaml"], { files });
  return code === 0 ? [] : [stdout + stderr];
}

async function alertmanagerProblems(code: string): Promise<readonly string[]> {
  const root = await debianPackage({
    service: "amtool",
    package: "prometheus-alertmanager",
    suite: "bookworm",
  });
  const file = join(temporaryDirectory("alertmanager"), "alertmanager.yml");
  await writeFile(file, code);
  const result = await run(join(root, "usr", "bin", "amtool"), ["check-config", file]);
  return result.code === 0 ? [] : [result.stdout + result.stderr];
}

/** A data source's part of a provisioning file: what our own files would have there. */
function dataSourceProblems(value: object): readonly string[] {
  const files = provisioningFiles([], { traces: { datasourceUid: "tempo" } });
  const file = files.find(({ path }) => path.includes("datasources"));
  const { datasources } = parse(file?.content ?? "") as { datasources: readonly object[] };
  return isDeepStrictEqual({ ...datasources[0], ...merged(datasources[0], value) }, datasources[0])
    ? []
    : ["Promenade's own provisioning files say something else."];
}

function merged(source: object | undefined, value: object): object {
  const { jsonData } = value as { readonly jsonData: object };
  return { jsonData: { ...(source as { readonly jsonData: object }).jsonData, ...jsonData } };
}

const identity = `import { promenade } from "@promenade/core";
console.log(Object.values(promenade({ server: false }).service).join(" "));`;

/** What Promenade does not find among the variables that an image is given. */
export async function dockerfileProblems(code: string): Promise<readonly string[]> {
  const given = [...code.matchAll(/^ARG (\w+)$/gm)].map(([, name = ""]) => name);
  const names = given.filter((name) => code.includes(` ${name}=$${name}`));
  const environment = Object.fromEntries(names.map((name) => [name, `the-${name}`]));
  const { stdout } = await run(process.execPath, ["--input-type=module", "-e", identity], {
    directory: repository,
    environment: { PATH: process.env["PATH"], ...environment },
  });
  return given
    .filter((name) => !stdout.includes(`the-${name}`))
    .map((name) => `${name} is not found.`);
}

/** What is wrong with a query or with lines of a metrics page. */
export function textProblems(code: string): readonly string[] {
  const isExposition = /^\w+\{[^}]*\} [\d.e+-]+$/m.test(code);
  if (!isExposition)
    return lintQuery(code.trim(), { metrics, ignore: ["fixed-range"] }).map(
      ({ message }) => message,
    );
  const known = new Set(metrics.map(({ name }) => name));
  const problems: string[] = [];
  const sample = (series: string): void => {
    const name = series.replace(/\{.*/, "");
    if (!known.has(name)) problems.push(`No plugin records ${name}.`);
  };
  parseExposition(code, false, { sample });
  return problems;
}
