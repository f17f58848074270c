import { readFile } from "node:fs/promises";
import { relative, resolve } from "node:path";
import type { RuleFile } from "@promenade/dashboard";
import type { DashboardJson, PluginBoards } from "@promenade/grafana";
import { parse } from "yaml";
import { messageOf, usageError } from "../errors.ts";

/**
 * Dashboards (.json) and Prometheus rules (.yaml, .yml) of the user's own, to be treated like those of a plugin; nothing
 * when no file is given.
 * @throws PromenadeError `PROMENADE_USAGE` for a file that is neither
 */
export async function readOwnBoards(
  directory: string,
  files: readonly string[],
): Promise<readonly PluginBoards[]> {
  if (files.length === 0) return [];
  const dashboards: DashboardJson[] = [];
  const groups: RuleFile["groups"][number][] = [];
  for (const file of files) {
    const path = resolve(directory, file);
    const name = relative(directory, path);
    const text = await readFile(path, "utf8").catch((error: unknown) => {
      throw usageError(`${name} cannot be read: ${messageOf(error)}`);
    });
    if (/\.json$/i.test(path)) dashboards.push(dashboardIn(text, name));
    else if (/\.ya?ml$/i.test(path)) groups.push(...groupsIn(text, name));
    else throw usageError(`${name} is neither a dashboard (.json) nor a rule file (.yaml, .yml).`);
  }
  return [{ plugin: "own", dashboards, rules: { groups }, runbook: "" }];
}

function dashboardIn(text: string, name: string): DashboardJson {
  const json = parsed(() => JSON.parse(text) as unknown, name);
  const dashboard = isRecord(json["dashboard"]) ? json["dashboard"] : json;
  const { uid, title } = dashboard;
  if (typeof uid !== "string" || uid === "" || typeof title !== "string")
    throw usageError(
      `${name} has no \`uid\` or no \`title\`. Without a uid each upload makes another dashboard: give it one of at most 40 letters, digits, dashes and underscores.`,
    );
  // The number and version are those of the Grafana that it was exported from.
  const { id: _id, version: _version, ...rest } = dashboard;
  return { ...rest, uid, title };
}

function groupsIn(text: string, name: string): RuleFile["groups"] {
  const { groups } = parsed(() => parse(text) as unknown, name);
  if (!Array.isArray(groups)) throw usageError(`${name} has no \`groups\`, so it is no rule file.`);
  return groups as RuleFile["groups"];
}

function parsed(parseIt: () => unknown, name: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = parseIt();
  } catch (error) {
    throw usageError(`${name} cannot be read: ${messageOf(error)}`);
  }
  if (!isRecord(value)) throw usageError(`${name} holds no object.`);
  return value;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
