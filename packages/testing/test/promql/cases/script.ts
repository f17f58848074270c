import { parseDuration, type Labels } from "@promenade/promql";
import { readLabels } from "../../../src/engine/notation.ts";
import { readSequence, type SequenceItem } from "../../../src/engine/sequence.ts";

/** One series with the values that a script gives it, one each step. */
export interface WrittenSeries {
  readonly labels: Labels;
  readonly items: readonly SequenceItem[];
}

export interface Load {
  readonly kind: "load";
  readonly stepMilliseconds: number;
  /** Classic histograms are to be loaded as native ones with custom buckets too. */
  readonly isWithCustomBuckets: boolean;
  readonly series: readonly WrittenSeries[];
}

/** Times are milliseconds; an instant has one of them. */
export interface Evaluation {
  readonly kind: "eval";
  readonly line: number;
  readonly expression: string;
  readonly start: number;
  readonly end: number;
  readonly step: number | undefined;
  readonly isFailure: boolean;
  readonly isOrdered: boolean;
  /** A number: the result is a scalar. */
  readonly expected: number | string | readonly WrittenSeries[];
  /** The places of what is expected, where that is not the query's own time: of a range vector. */
  readonly places?: { readonly start: number; readonly step: number };
}

export type Command = Load | Evaluation | { readonly kind: "clear" };

const load = /^load(_with_nhcb)?\s+(\S+)$/;
const instant = /^eval(?:_(fail|warn|ordered|info))?\s+instant\s+at\s+(\S+)\s+(.+)$/;
const range =
  /^eval(?:_(fail|warn|info))?\s+range\s+from\s+(\S+)\s+to\s+(\S+)\s+step\s+(\S+)\s+(.+)$/;

/**
 * Reads a script of Prometheus's tests of its language. Which warnings and notes come with a result is left out: the
 * engine has none; so is the text of errors, which is its own.
 * @throws Error that names the line
 */
export function readScript(script: string): readonly Command[] {
  const lines = script.split("\n").map((line) => line.trim().replace(/^#.*/, ""));
  const commands: Command[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const head = lines[at] as string;
    if (head === "") continue;
    const start = at;
    // What belongs to a command goes on to the next empty line.
    if (head !== "clear") while ((lines[at + 1] ?? "") !== "") at += 1;
    try {
      commands.push(readCommand(head, lines.slice(start + 1, at + 1), start + 1));
    } catch (error) {
      throw new Error(`Line ${start + 1}, ${head}: ${(error as Error).message}`, { cause: error });
    }
  }
  return commands;
}

function readCommand(head: string, body: readonly string[], line: number): Command {
  if (head === "clear") return { kind: "clear" };
  const loaded = load.exec(head);
  if (loaded !== null)
    return {
      kind: "load",
      stepMilliseconds: milliseconds(loaded[2]),
      isWithCustomBuckets: loaded[1] !== undefined,
      series: body.map(readLine),
    };
  const single = instant.exec(head);
  if (single !== null) {
    const [, mode, time, expression = ""] = single;
    const start = milliseconds(time);
    const times = { start, end: start, step: undefined };
    return { kind: "eval", line, expression, ...times, ...readExpected(mode, body) };
  }
  const [, mode, from, to, step, expression] = range.exec(head) ?? [];
  if (expression === undefined) throw new Error("this command is not known");
  const times = { start: milliseconds(from), end: milliseconds(to), step: milliseconds(step) };
  return { kind: "eval", line, expression, ...times, ...readExpected(mode, body) };
}

type Expected = Pick<Evaluation, "isFailure" | "isOrdered" | "expected" | "places">;

const text = /^expect\s+string\s+(["'`].*)$/;
const rangeVector = /^expect\s+range\s+vector\s+from\s+(\S+)\s+to\s+\S+\s+step\s+(\S+)$/;

function readExpected(mode: string | undefined, body: readonly string[]): Expected {
  const says = (word: string): boolean =>
    mode === word || body.some((line) => new RegExp(`^expect\\s+${word}\\b`).test(line));
  const results = body.filter((line) => !/^(?:expect\s|expected_fail_)/.test(line));
  const number = results.length === 1 ? numberIn(results[0] as string) : undefined;
  const literal = body.map((line) => text.exec(line)?.[1]).find((each) => each !== undefined);
  const [, start, step] = body.map((line) => rangeVector.exec(line)).find((each) => each) ?? [];
  return {
    isFailure: says("fail"),
    isOrdered: says("ordered"),
    expected: number ?? literal?.slice(1, -1) ?? results.map(readLine),
    ...(start === undefined
      ? {}
      : { places: { start: milliseconds(start), step: milliseconds(step) } }),
  };
}

function numberIn(line: string): number | undefined {
  if (/[\s{]/.test(line)) return undefined;
  const [number] = readSequence(line);
  return typeof number === "number" ? number : undefined;
}

const quoted = String.raw`"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|${"`[^`]*`"}`;
const series = new RegExp(`^([^\\s{]*(?:\\{(?:${quoted}|[^}"'\`])*\\})?)(.*)$`);

function readLine(line: string): WrittenSeries {
  const [, name = "", values = ""] = series.exec(line) ?? [];
  return { labels: readLabels(name), items: readSequence(values) };
}

/** The same for the same labels. */
export function keyOf(labels: Labels): string {
  return JSON.stringify(
    Object.entries(labels).toSorted(([one], [other]) => (one < other ? -1 : 1)),
  );
}

function milliseconds(duration = ""): number {
  const time = parseDuration(duration);
  if (time === undefined) throw new Error(`"${duration}" is no duration`);
  return time;
}
