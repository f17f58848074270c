/** Thrown for a pattern that Prometheus does not have. */
class PatternError extends Error {}

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
 * Prometheus's patterns (RE2) as JavaScript's, for the whole of a text. What only one of both has is an error here: the
 * look-arounds and back references of JavaScript, and flags in the middle of a pattern.
 * @throws Error
 */
export function compilePattern(pattern: string, isDotAll: boolean): RegExp {
  const start = /^\(\?([ismU]+)\)/.exec(pattern);
  const flags = start?.[1] ?? "";
  if (/[mU]/.test(flags)) throw new PatternError(`The flags (?${flags}) are not supported`);
  const translated = translate(pattern.slice(start?.[0].length ?? 0));
  try {
    return new RegExp(
      `^(?:${translated})$`,
      `u${flags.includes("i") ? "i" : ""}${isDotAll || flags.includes("s") ? "s" : ""}`,
    );
  } catch {
    throw new PatternError(`${pattern} is not a regular expression`);
  }
}

function translate(pattern: string): string {
  let result = "";
  let at = 0;
  let isQuoted = false;
  while (at < pattern.length) {
    const rest = pattern.slice(at);
    const character = String.fromCodePoint(pattern.codePointAt(at) as number);
    let length = character.length;
    if (isQuoted || rest.startsWith("\\Q")) {
      if (rest.startsWith("\\Q")) length = 2;
      else if (rest.startsWith("\\E")) length = 2;
      else result += literal(character);
      isQuoted = !rest.startsWith("\\E");
    } else if (character === "\\") {
      const [text, used] = escaped(rest, false);
      result += text;
      length = used;
    } else if (character === "[") {
      const [text, used] = bracket(rest);
      result += text;
      length = used;
    } else if (rest.startsWith("(?")) {
      const group = /^\(\?(?::|P?<[A-Za-z_]\w*>)/.exec(rest);
      if (group === null) throw new PatternError(`${rest.slice(0, 4)}… is not supported`);
      result += group[0].replace("?P<", "?<");
      length = group[0].length;
    } else if (/^\{(?!\d+(?:,\d*)?\})/.test(rest) || character === "}" || character === "]")
      result += literal(character);
    else if (character === "{") {
      const repeat = (/^\{\d+(?:,\d*)?\}/.exec(rest) as RegExpExecArray)[0];
      if (repeat.match(/\d+/g)?.some((count) => Number(count) > 1000) === true)
        throw new PatternError(`${repeat} repeats more than 1000 times`);
      result += repeat;
      length = repeat.length;
    } else result += character;
    at += length;
  }
  return result;
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
    return [letter === "-" ? "\\-" : literal(letter), 2];
  throw new PatternError(`\\${letter} is not a regular expression's escape`);
}

function bracket(rest: string): readonly [string, number] {
  const opening = /^\[\^?\]?/.exec(rest) as RegExpExecArray;
  let at = opening[0].length;
  let result = opening[0].replace("]", "\\]");
  for (;;) {
    if (at >= rest.length) throw new PatternError("A [ is not closed");
    const tail = rest.slice(at);
    if (tail.startsWith("]")) return [`${result}]`, at + 1];
    const named = /^\[:(\^?)(\w+):\]/.exec(tail);
    const members = posix[named?.[2] ?? ""];
    if (named !== null) {
      if (members === undefined || named[1] === "^")
        throw new PatternError(`${named[0]} is not supported`);
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
