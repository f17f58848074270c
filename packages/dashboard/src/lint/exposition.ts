import { selfMetrics, type MetricDefinition } from "@promenade/core";
import { boundForms } from "../promql/le.ts";
import {
  withTargetSeries,
  type Catalogue,
  type CatalogueEntry,
  type SeriesType,
} from "./catalogue.ts";

interface Family {
  type: SeriesType;
  readonly labels: Set<string>;
  readonly bounds: Set<string>;
}

const sampleLine = /^([a-zA-Z_:][\w:]*)\s*(?:\{(.*?)\}\s)?\s*\S+/;
const labelPair = /([a-zA-Z_]\w*)\s*=\s*"((?:[^"\\]|\\.)*)"/g;
/** Promenade leaves out a label whose value it does not know, such as the revision, and deploy marks ask for it. */
const ownLabels = new Map(
  Object.values<MetricDefinition>(selfMetrics).map(({ name, labels }) => [name, labels]),
);
const suffixes = ["_bucket", "_sum", "_count", "_total", "_created", "_info"];

/**
 * What a live `/metrics` page says (text 0.0.4 or OpenMetrics): names, types, and the labels and buckets seen.
 * Metrics that have no series yet are known by their `# TYPE` line, with no labels. Lines that make no sense are passed over.
 */
export function catalogueFromExposition(text: string): Catalogue {
  const families = new Map<string, Family>();
  for (const line of text.split("\n")) {
    const [, declared, type] = /^#\s*TYPE\s+(\S+)\s+(\S+)/.exec(line) ?? [];
    if (declared !== undefined) familyOf(families, declared).type = typeOf(type);
    else if (!line.startsWith("#")) readSample(families, line);
  }
  const entries: CatalogueEntry[] = [];
  for (const [name, { type, labels, bounds }] of families) {
    const known = [...labels, ...(ownLabels.get(name) ?? [])];
    const common = { type, labels: [...new Set(known)], bounds: boundsOf(bounds) };
    entries.push({ ...common, name });
    // OpenMetrics declares counters without their suffix, Prometheus stores them with it.
    if (type === "counter" && !name.endsWith("_total"))
      entries.push({ ...common, name: `${name}_total` });
  }
  return withTargetSeries(entries);
}

function readSample(families: Map<string, Family>, line: string): void {
  const [, name, pairs = ""] = sampleLine.exec(line) ?? [];
  if (name === undefined) return;
  const base = baseOf(families, name);
  const family = familyOf(families, base);
  for (const [, label = "", value = ""] of pairs.matchAll(labelPair)) {
    if (label === "le" && name.endsWith("_bucket")) family.bounds.add(value);
    else if (label !== "quantile" || family.type !== "summary") family.labels.add(label);
  }
}

function baseOf(families: ReadonlyMap<string, Family>, name: string): string {
  if (families.has(name)) return name;
  for (const suffix of suffixes) {
    const base = name.slice(0, -suffix.length);
    if (name.endsWith(suffix) && families.has(base)) return base;
  }
  return name;
}

function familyOf(families: Map<string, Family>, name: string): Family {
  const known = families.get(name);
  if (known !== undefined) return known;
  const family: Family = { type: "unknown", labels: new Set(), bounds: new Set() };
  families.set(name, family);
  return family;
}

function typeOf(type: string | undefined): SeriesType {
  if (type === "counter" || type === "gauge" || type === "histogram" || type === "summary")
    return type;
  return type === "info" || type === "stateset" ? "gauge" : "unknown";
}

function boundsOf(bounds: ReadonlySet<string>): CatalogueEntry["bounds"] {
  if (bounds.size === 0) return undefined;
  return [...bounds].map((bound) => {
    const value = Number(bound);
    return Number.isFinite(value) ? [...new Set([bound, ...boundForms(value)])] : [bound];
  });
}
