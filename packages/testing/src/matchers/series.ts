import type { Promenade } from "@promenade/core";

/** Labels that a series must have, by name; it may have others. */
export type LabelsToFind = Readonly<Record<string, string | number | boolean>>;

/** One series of an app's exposition. */
export interface FoundSeries {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Series of that name whose labels include those given; an empty value means that the label is absent. A histogram's series end in `_count`, `_sum` and `_bucket`. */
export async function seriesOf(
  app: Pick<Promenade, "text">,
  name: string,
  labels: LabelsToFind = {},
): Promise<readonly FoundSeries[]> {
  const wanted = Object.entries(labels);
  return parse(await app.text()).filter(
    (series) =>
      series.name === name &&
      wanted.every(([label, value]) => (series.labels[label] ?? "") === `${value}`),
  );
}

function parse(exposition: string): readonly FoundSeries[] {
  return exposition.split("\n").flatMap((line) => {
    const match = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)/.exec(line);
    if (match === null) return [];
    const [, name = "", text = "", value = ""] = match;
    const labels = [...text.matchAll(/([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g)].map(
      ([, label = "", quoted = ""]) => [label, unescape(quoted)] as const,
    );
    return [{ name, labels: Object.fromEntries(labels), value: toNumber(value) }];
  });
}

function unescape(quoted: string): string {
  return quoted.replaceAll(/\\(.)/g, (_, character: string) =>
    character === "n" ? "\n" : character,
  );
}

function toNumber(text: string): number {
  const infinity = { "+Inf": Number.POSITIVE_INFINITY, "-Inf": Number.NEGATIVE_INFINITY };
  return text in infinity ? infinity[text as keyof typeof infinity] : Number(text);
}
