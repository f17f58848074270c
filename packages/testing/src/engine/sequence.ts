import {
  addHistogram,
  readHistogram,
  toNumber,
  type WrittenHistogram,
} from "./histogram-notation.ts";

/** One place of a sequence: a value, nothing at all, or the end of the series. */
export type SequenceItem = number | WrittenHistogram | "blank" | "stale";

const number = String.raw`(?:(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?|inf|nan)`;
const histogram = String.raw`\{\{([^}]*)\}\}`;

interface Form {
  readonly pattern: RegExp;
  /** What stands there, from the pattern's groups; the last group is the number after `x`. */
  readonly items: (groups: readonly string[]) => readonly SequenceItem[];
}

const forms: readonly Form[] = [
  {
    pattern: form("_()"),
    items: ([, times]) => repeat("blank", Number(times || 1)),
  },
  {
    pattern: form("stale()"),
    items: ([, times]) => repeat("stale", Number(times || 0) + 1),
  },
  {
    pattern: form(`([+-]?${number})`),
    items: ([value = "", times]) => repeat(toNumber(value), Number(times || 0) + 1),
  },
  {
    pattern: form(`([+-]?${number})([+-]${number})`, true),
    items: ([value = "", step = "", times]) =>
      grow(toNumber(value), Number(times), (last) => last + toNumber(step)),
  },
  {
    pattern: form(histogram),
    items: ([value = "", times]) => repeat(readHistogram(value), Number(times || 0) + 1),
  },
  {
    pattern: form(`${histogram}([+-])${histogram}`, true),
    items: ([value = "", sign, step = "", times]) => {
      const added = readHistogram(step);
      return grow(readHistogram(value), Number(times), (last) =>
        addHistogram(last, added, sign === "-" ? -1 : 1),
      );
    },
  },
];

/**
 * What promtool's notation says, place by place: `1+2x3 _ stale {{schema:0 count:2 buckets:[2]}}`.
 * @throws Error that names what cannot be read
 */
export function readSequence(text: string): readonly SequenceItem[] {
  const items: SequenceItem[] = [];
  for (let rest = text.trim(); rest !== "";) {
    const next = read(rest);
    if (next === undefined) throw new Error(`"${/^\S+/.exec(rest)?.[0]}" is no value.`);
    items.push(...next.items);
    rest = rest.slice(next.length).trimStart();
  }
  return items;
}

function read(
  text: string,
): { readonly items: readonly SequenceItem[]; readonly length: number } | undefined {
  for (const { pattern, items } of forms) {
    const match = pattern.exec(text);
    if (match !== null)
      return { items: items(match.slice(1).map((group) => group ?? "")), length: match[0].length };
  }
  return undefined;
}

function form(source: string, isRepeated = false): RegExp {
  return new RegExp(`^${source}(?:x(\\d+))${isRepeated ? "" : "?"}(?=\\s|$)`, "i");
}

function repeat(item: SequenceItem, count: number): readonly SequenceItem[] {
  return Array.from({ length: count }, () => item);
}

function grow<T extends number | WrittenHistogram>(
  first: T,
  times: number,
  next: (last: T) => T,
): readonly T[] {
  const items = [first];
  while (items.length <= times) items.push(next(items.at(-1) as T));
  return items;
}
