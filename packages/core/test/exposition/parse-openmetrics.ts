import { LineReader, seriesKey, type ParsedSample } from "./parse.ts";

export interface ParsedFamily {
  readonly name: string;
  readonly type: string;
  readonly unit: string | undefined;
  readonly samples: ParsedSample[];
}

const suffixes: Readonly<Record<string, readonly string[]>> = {
  counter: ["_total", "_created"],
  gauge: [""],
  unknown: [""],
  histogram: ["_bucket", "_sum", "_count", "_created"],
  summary: ["", "_sum", "_count", "_created"],
};

/**
 * A strict reader of OpenMetrics 1.0: what it takes, every scraper takes. Throws at the first line that breaks a rule.
 */
export function parseOpenMetrics(text: string): readonly ParsedFamily[] {
  if (!text.endsWith("\n# EOF\n") && text !== "# EOF\n") throw new Error("No # EOF at the end");
  const families: ParsedFamily[] = [];
  const seen = new Set<string>();
  const series = new Set<string>();
  let metadata = new Map<string, string>();
  for (const line of text.slice(0, -"# EOF\n".length).split("\n").slice(0, -1)) {
    const [, keyword = "", name = "", rest = ""] =
      /^# (HELP|TYPE|UNIT) (\S+) (.*)$/.exec(line) ?? [];
    if (keyword !== "") {
      if (metadata.get("name") !== name) {
        if (seen.has(name)) throw new Error(`Family ${name} comes twice`);
        seen.add(name);
        metadata = new Map([["name", name]]);
        families.push({ name, type: "unknown", unit: undefined, samples: [] });
      }
      if (metadata.has(keyword)) throw new Error(`Second ${keyword} of ${name}`);
      metadata.set(keyword, rest);
      const family = families.pop() as ParsedFamily;
      if (family.samples.length > 0) throw new Error(`${keyword} after samples of ${name}`);
      families.push(describe(family, keyword, rest));
      continue;
    }
    if (line.startsWith("#") || line === "")
      throw new Error(`No line may be ${JSON.stringify(line)}`);
    const family = families.at(-1);
    if (family === undefined) throw new Error(`Sample before any family: ${line}`);
    const sample = new LineReader(line).sample();
    const key = seriesKey(sample);
    if (series.has(key)) throw new Error(`Series comes twice: ${line}`);
    series.add(key);
    checkSample(family, sample);
    family.samples.push(sample);
  }
  for (const family of families) if (family.type === "histogram") checkHistogram(family);
  return families;
}

function describe(family: ParsedFamily, keyword: string, rest: string): ParsedFamily {
  switch (keyword) {
    case "TYPE":
      if (suffixes[rest] === undefined) throw new Error(`Unknown type ${rest}`);
      return { ...family, type: rest };
    case "UNIT":
      if (!family.name.endsWith(`_${rest}`))
        throw new Error(`${family.name} does not end in ${rest}`);
      return { ...family, unit: rest };
    default:
      if (/[\\"]/.test(rest.replaceAll(/\\[\\n"]/g, "")))
        throw new Error(`Bad escape in HELP: ${rest}`);
      return family;
  }
}

function checkSample({ name, type }: ParsedFamily, sample: ParsedSample): void {
  const suffix = sample.name.startsWith(name) ? sample.name.slice(name.length) : undefined;
  if (suffix === undefined || !suffixes[type]?.includes(suffix))
    throw new Error(`${sample.name} is no sample of the ${type} ${name}`);
  if (type === "counter" && !(sample.value >= 0)) throw new Error(`${sample.name} is negative`);
  if (suffix === "_bucket") checkBound(sample, "le");
  if (type === "summary" && suffix === "") checkBound(sample, "quantile");
  if (sample.exemplar === undefined) return;
  if (suffix !== "_bucket" && suffix !== "_total") throw new Error(`Exemplar on ${sample.name}`);
  const length = Object.entries(sample.exemplar.labels).reduce(
    (sum, [key, value]) => sum + Array.from(key + value).length,
    0,
  );
  if (length > 128) throw new Error(`Exemplar of ${length} code points`);
}

function checkBound({ name, labels }: ParsedSample, label: string): void {
  const bound = labels[label];
  if (bound === undefined || !/^(?:\+Inf|-?\d+\.\d+|-?\d(?:\.\d+)?e[+-]\d\d+)$/.test(bound))
    throw new Error(`${name} has the ${label} ${bound}`);
}

/** Buckets of one series stand together, rise, and end in +Inf, which is the count. */
function checkHistogram({ name, samples }: ParsedFamily): void {
  let buckets: ParsedSample[] = [];
  for (const sample of samples) {
    const bound = Number(sample.labels["le"]?.replace("Inf", "Infinity"));
    const previous = buckets.at(-1);
    if (sample.name === `${name}_bucket`) {
      if (previous?.labels["le"] === "+Inf") buckets = [];
      const before = buckets.at(-1);
      if (
        before !== undefined &&
        !(bound > Number(before.labels["le"]) && sample.value >= before.value)
      )
        throw new Error(`Buckets of ${name} do not rise`);
      buckets.push(sample);
    } else if (sample.name === `${name}_count`) {
      if (previous?.labels["le"] !== "+Inf" || previous.value !== sample.value)
        throw new Error(`The +Inf bucket of ${name} is not its count`);
    }
  }
}
