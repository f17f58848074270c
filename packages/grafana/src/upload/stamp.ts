import { createHash } from "node:crypto";
import { fieldsOf, textOf } from "../transport/transport.ts";

type Content = Readonly<Record<string, unknown>>;

/** What an upload leaves in a dashboard, to know it again. Nothing in it changes by itself. */
export interface Stamp {
  /** Of the content and the folder. */
  readonly hash: string;
  /** The version that Grafana gives the dashboard by this save: a higher one means that somebody else saved since. */
  readonly version: number;
  readonly folder: string;
  /** Who uploaded it. */
  readonly service: string;
  readonly release: string;
  /** Hashes that were replaced, newest first: content that is among them is older. */
  readonly previous: readonly string[];
}

const name = "promenade_upload";
const longestHistory = 40;

/** The hash of what a person would see. Fields that Grafana changes by itself are left out. */
export function hashOf(content: Content, folder: string): string {
  const {
    id: _id,
    uid: _uid,
    version: _version,
    // Newer versions raise it when they read.
    schemaVersion: _schemaVersion,
    ...rest
  } = withoutStamp(content);
  return createHash("sha256")
    .update(canonical([rest, folder]))
    .digest("hex")
    .slice(0, 16);
}

/** JSON with sorted keys: Grafana's newer storage does not keep their order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** A hidden constant among the variables: every version of Grafana keeps it through edits and conversions. */
export function withStamp(content: Content, stamp: Stamp): Content {
  const clean = withoutStamp(content);
  const query = JSON.stringify({ ...stamp, previous: stamp.previous.slice(0, longestHistory) });
  const variable = { name, type: "constant", query, hide: 2, skipUrlSync: true };
  const templating = fieldsOf(clean["templating"]);
  return { ...clean, templating: { ...templating, list: [...variablesOf(clean), variable] } };
}

export function stampOf(content: Content): Stamp | undefined {
  const variable = variablesOf(content).find((one) => fieldsOf(one)["name"] === name);
  if (variable === undefined) return undefined;
  try {
    const fields = fieldsOf(JSON.parse(textOf(fieldsOf(variable)["query"]) ?? "null"));
    const hash = textOf(fields["hash"]);
    if (hash === undefined) return undefined;
    const previous = Array.isArray(fields["previous"]) ? (fields["previous"] as unknown[]) : [];
    return {
      hash,
      version: Number(fields["version"] ?? 0),
      folder: textOf(fields["folder"]) ?? "",
      service: textOf(fields["service"]) ?? "",
      release: textOf(fields["release"]) ?? "",
      previous: previous.filter((one) => typeof one === "string"),
    };
  } catch {
    return undefined;
  }
}

function withoutStamp(content: Content): Content {
  const list = variablesOf(content);
  const kept = list.filter((one) => fieldsOf(one)["name"] !== name);
  // A dashboard without variables may have no list at all, and is then to stay so.
  const { templating, ...rest } = content;
  const others = fieldsOf(templating);
  if (kept.length === 0 && Object.keys(others).every((key) => key === "list")) return rest;
  return { ...rest, templating: { ...others, list: kept } };
}

function variablesOf(content: Content): readonly unknown[] {
  const { list } = fieldsOf(content["templating"]);
  return Array.isArray(list) ? (list as unknown[]) : [];
}
