/** Every way in which Grafana writes a variable: `$name`, `${name:format}`, `[[name]]`. */
const pattern = /\$\{(\w+)(?:[:.][^}]*)?\}|\[\[(\w+)(?::[^\]]*)?\]\]|\$(\w+)/y;

/** One variable in a text, with its place. */
export interface MacroUse {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly isQuoted: boolean;
}

/** The variables in a PromQL text, and whether each stands inside a string. `$1` of a replacement is none. */
export function macrosIn(text: string): readonly MacroUse[] {
  const uses: MacroUse[] = [];
  let quote: string | undefined;
  let index = 0;
  while (index < text.length) {
    const character = text[index] ?? "";
    if (quote !== undefined && character === "\\" && quote !== "`") {
      index += 2;
      continue;
    }
    if (character === quote) quote = undefined;
    else if (quote === undefined && /["'`]/.test(character)) quote = character;
    else if (quote === undefined && character === "#") {
      const end = text.indexOf("\n", index);
      index = end === -1 ? text.length : end;
      continue;
    } else if (character === "$" || character === "[") {
      const use = macroAt(text, index, quote !== undefined);
      if (use !== undefined) {
        uses.push(use);
        index = use.to;
        continue;
      }
    }
    index += 1;
  }
  return uses;
}

/** Writes a value in place of each variable; `undefined` leaves one as it is. */
export function replaceMacros(
  text: string,
  valueOf: (use: MacroUse) => string | undefined,
): string {
  let result = "";
  let last = 0;
  for (const use of macrosIn(text)) {
    result += text.slice(last, use.from) + (valueOf(use) ?? text.slice(use.from, use.to));
    last = use.to;
  }
  return result + text.slice(last);
}

function macroAt(text: string, index: number, isQuoted: boolean): MacroUse | undefined {
  pattern.lastIndex = index;
  const match = pattern.exec(text);
  const name = match?.[1] ?? match?.[2] ?? match?.[3];
  if (match === null || name === undefined || /^\d/.test(name)) return undefined;
  // Inside a regular expression, [[…]] is a set of characters.
  if (isQuoted && match[0].startsWith("[[")) return undefined;
  return { name, from: index, to: index + match[0].length, isQuoted };
}
