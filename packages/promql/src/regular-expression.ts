const posix: Readonly<Record<string, string>> = {
  alnum: "0-9A-Za-z",
  alpha: "A-Za-z",
  ascii: "\\x00-\\x7F",
  blank: "\\t ",
  cntrl: "\\x00-\\x1F\\x7F",
  digit: "0-9",
  graph: "!-~",
  lower: "a-z",
  print: " -~",
  punct: "!-\\/:-@\\[-`\\{-~",
  space: "\\t\\n\\v\\f\\r ",
  upper: "A-Z",
  word: "0-9A-Za-z_",
  xdigit: "0-9A-Fa-f",
};

/** Perl's classes are of ASCII only, and \s has no \v. */
const classes: Readonly<Record<string, string>> = {
  d: "0-9",
  w: "0-9A-Za-z_",
  s: "\\t\\n\\f\\r ",
};

/**
 * Prometheus's patterns (RE2) as JavaScript's, for the whole of a text. What only JavaScript has, the look-arounds and
 * back references, is an error. A flag in the middle, `a(?i)b`, needs Node.js 23.
 * @throws Error
 */
export function compilePattern(pattern: string, isDotAll: boolean): RegExp {
  const leading = /^\(\?([is]+)\)/.exec(pattern);
  const flags = leading?.[1] ?? "";
  const translated = translate(pattern.slice(leading?.[0].length ?? 0));
  try {
    return new RegExp(
      `^(?:${translated})$`,
      `u${flags.includes("i") ? "i" : ""}${isDotAll || flags.includes("s") ? "s" : ""}`,
    );
  } catch (error) {
    throw new Error(`${pattern} is not a regular expression, or not one that is supported`, {
      cause: error,
    });
  }
}

/** What to open again after a `|`, for each group that is open: a flag holds until its group ends. */
type OpenFlags = string[][];

function translate(pattern: string): string {
  const open: OpenFlags = [[]];
  let result = "";
  let at = 0;
  while (at < pattern.length) {
    const [text, used] = piece(pattern.slice(at), open);
    result += text;
    at += used;
  }
  return result + ")".repeat(open[0]?.length ?? 0);
}

/** The next piece of a pattern: its JavaScript form and its length. */
function piece(rest: string, open: OpenFlags): readonly [string, number] {
  const character = String.fromCodePoint(rest.codePointAt(0) as number);
  switch (character) {
    case "\\":
      return rest.startsWith("\\Q") ? quoted(rest) : escaped(rest, false);
    case "[":
      return bracket(rest);
    case "(":
      return group(rest, open);
    case ")":
      return [")".repeat((open.pop() ?? []).length + 1), 1];
    case "|": {
      const flags = open.at(-1) ?? [];
      return [`${")".repeat(flags.length)}|${flags.join("")}`, 1];
    }
    case "{": {
      const repeat = /^\{\d+(?:,\d*)?\}/.exec(rest)?.[0];
      if (repeat === undefined) return ["\\{", 1];
      if (repeat.match(/\d+/g)?.some((count) => Number(count) > 1000) === true)
        throw new Error(`${repeat} repeats more than 1000 times`);
      return [repeat, repeat.length];
    }
    case "}":
    case "]":
      return [`\\${character}`, 1];
    default:
      return [character, character.length];
  }
}

function group(rest: string, open: OpenFlags): readonly [string, number] {
  if (!rest.startsWith("(?")) {
    open.push([]);
    return ["(", 1];
  }
  const named = /^\(\?P?(<[A-Za-z_]\w*>)/.exec(rest);
  if (named !== null) {
    open.push([]);
    return [`(?${named[1]}`, named[0].length];
  }
  const flags = /^\(\?([is]*(?:-[is]+)?)([:)])/.exec(rest);
  if (flags === null) throw new Error(`${rest.slice(0, 4)}… is not supported`);
  const opening = `(?${flags[1]}:`;
  if (flags[2] === ":") {
    open.push([]);
    return [opening, flags[0].length];
  }
  open.at(-1)?.push(opening);
  return [opening, flags[0].length];
}

/** `\Q…\E`: nothing in it is special. */
function quoted(rest: string): readonly [string, number] {
  const end = rest.indexOf("\\E");
  const body = rest.slice(2, end === -1 ? undefined : end);
  return [body.replaceAll(/[\s\S]/g, literal), end === -1 ? rest.length : end + 2];
}

function literal(character: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character;
}

/** One escape: its JavaScript form and its length. */
function escaped(rest: string, isInClass: boolean): readonly [string, number] {
  const unicode = /^\\(p|P)(?:([A-Za-z])|\{(\^?)([^}]*)\})/.exec(rest);
  if (unicode !== null) {
    const name = unicode[2] ?? unicode[4] ?? "";
    const isNegated = (unicode[1] === "P") !== (unicode[3] === "^");
    const property = /^[A-Z][a-z]?$/.test(name) ? name : `Script=${name}`;
    return [`\\${isNegated ? "P" : "p"}{${property}}`, unicode[0].length];
  }
  const hex = /^\\x(?:\{([\da-fA-F]{1,8})\}|([\da-fA-F]{2}))/.exec(rest);
  if (hex !== null) return [`\\u{${hex[1] ?? hex[2] ?? ""}}`, hex[0].length];
  const octal = /^\\(0[0-7]{0,2}|[1-7][0-7]{1,2})/.exec(rest);
  if (octal !== null)
    return [`\\u{${Number.parseInt(octal[1] as string, 8).toString(16)}}`, octal[0].length];
  const letter = rest[1] ?? "";
  const members = classes[letter.toLowerCase()];
  if (members !== undefined) {
    const isNegated = letter !== letter.toLowerCase();
    if (!isInClass) return [`[${isNegated ? "^" : ""}${members}]`, 2];
    if (!isNegated) return [members, 2];
    if (letter !== "S") return [`\\${letter}`, 2];
    return ["\\S\\v\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff", 2];
  }
  if (letter === "a") return ["\\u{7}", 2];
  if (/[fnrtv]/.test(letter)) return [`\\${letter}`, 2];
  if (!isInClass && letter === "A") return ["(?<![\\s\\S])", 2];
  if (!isInClass && letter === "z") return ["(?![\\s\\S])", 2];
  if (!isInClass && /[bB]/.test(letter)) return [`\\${letter}`, 2];
  if (/^[\x21-\x2f\x3a-\x40\x5b-\x60\x7b-\x7e]$/.test(letter))
    return [letter === "-" && isInClass ? "\\-" : literal(letter), 2];
  throw new Error(`\\${letter} is not a regular expression's escape`);
}

function bracket(rest: string): readonly [string, number] {
  const opening = /^\[\^?\]?/.exec(rest) as RegExpExecArray;
  let at = opening[0].length;
  let result = opening[0].replace("]", "\\]");
  for (;;) {
    if (at >= rest.length) throw new Error("A [ is not closed");
    const tail = rest.slice(at);
    if (tail.startsWith("]")) return [`${result}]`, at + 1];
    const named = /^\[:(\^?)(\w+):\]/.exec(tail);
    const members = posix[named?.[2] ?? ""];
    if (named !== null) {
      if (members === undefined || named[1] === "^")
        throw new Error(`${named[0]} is not supported`);
      result += members;
      at += named[0].length;
    } else if (tail.startsWith("\\")) {
      const [text, used] = escaped(tail, true);
      result += text;
      at += used;
    } else {
      const character = String.fromCodePoint(tail.codePointAt(0) as number);
      const next = tail[character.length];
      const isRange = character !== "-" || at === opening[0].length || next === "]";
      result += character === "-" && isRange ? "\\-" : character === "-" ? "-" : literal(character);
      at += character.length;
    }
  }
}
