import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { messageOf } from "../message.ts";
import { fieldsOf } from "../transport/transport.ts";

/** A dashboard of the user's own: a file or directory, classic JSON, or a builder of Grafana's Foundation SDK. */
export type DashboardSource =
  | string
  | { readonly build: () => object }
  | Readonly<Record<string, unknown>>;

export interface OwnDashboard {
  readonly uid: string;
  readonly title: string;
  readonly content: Readonly<Record<string, unknown>>;
}

export interface ReadSources {
  readonly dashboards: readonly OwnDashboard[];
  /** One line for each source that gave nothing. */
  readonly problems: readonly string[];
}

/** Reads the user's dashboards. What cannot be read is named, and the others are taken. */
export async function readSources(sources: readonly DashboardSource[]): Promise<ReadSources> {
  const dashboards: OwnDashboard[] = [];
  const problems: string[] = [];
  const add = (value: unknown, name: string): void => {
    const judged = judge(value, name);
    if (typeof judged === "string") problems.push(judged);
    else dashboards.push(judged);
  };
  for (const [index, source] of sources.entries()) {
    const name = typeof source === "string" ? source : `dashboard ${index + 1}`;
    try {
      if (typeof source === "string")
        for (const file of await filesOf(source))
          add(JSON.parse(await readFile(file, "utf8")), file);
      else if (typeof source["build"] === "function")
        add((source as { readonly build: () => object }).build(), name);
      else add(source, name);
    } catch (error) {
      problems.push(`${name} cannot be read: ${messageOf(error)}.`);
    }
  }
  return { dashboards, problems };
}

async function filesOf(path: string): Promise<readonly string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  const names = await readdir(path);
  return names
    .filter((name) => name.endsWith(".json"))
    .toSorted()
    .map((name) => join(path, name));
}

function judge(value: unknown, name: string): OwnDashboard | string {
  const outer = fieldsOf(value);
  // What Grafana's API answers, saved to a file.
  const content = "dashboard" in outer ? fieldsOf(outer["dashboard"]) : outer;
  const { uid, title } = content;
  if (typeof content["elements"] === "object" || typeof content["spec"] === "object")
    return `${name} is of Grafana 13's own model; export it as classic JSON.`;
  if (typeof title !== "string" || title.trim() === "")
    return `${name} is no dashboard: it has no title.`;
  // Without a uid each upload would make another dashboard.
  if (typeof uid !== "string" || !/^[a-zA-Z0-9_-]{1,40}$/.test(uid))
    return `${name} ("${title}") needs a \`uid\` of 1 to 40 letters, digits, dashes and underscores.`;
  return { uid, title, content };
}
