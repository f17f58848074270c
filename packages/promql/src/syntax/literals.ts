/** As Go reads it: a leading zero makes an octal number when all digits allow it. */
export function readNumber(text: string): number {
  const sign = text.startsWith("-") ? -1 : 1;
  const digits = text.replace(/^[+-]/, "").trim().toLowerCase();
  if (digits === "inf") return sign * Number.POSITIVE_INFINITY;
  if (digits === "nan") return Number.NaN;
  const plain = digits.replaceAll("_", "");
  if (/^0[0-7]+$/.test(plain)) return sign * Number.parseInt(plain, 8);
  return sign * Number(plain);
}

const endPoint =
  /"(?:\\[^]|[^"\\])*"|'(?:\\[^]|[^'\\])*'|`[^`]*`|#[^\n]*|(?<![\w.])(\d[\d_]*)\.(?![\w.])/g;

/** The grammar knows no numbers that end in a point, as in `1./6.`; without it they say the same, at the same place. */
export function withoutEndPoints(text: string): string {
  return text.replaceAll(endPoint, (all, digits: string | undefined) =>
    digits === undefined ? all : `${digits} `,
  );
}

const escapes: Readonly<Record<string, string>> = {
  a: "\u0007",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
  "'": "'",
  '"': '"',
};

const escape =
  /\\(?:([abfnrtv\\'"])|x([\da-fA-F]{2})|([0-7]{3})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|[\s\S]?)/g;

/** The text of a string literal with its escapes, as Go has them; `undefined` when it is none. */
export function readString(literal: string): string | undefined {
  const quote = literal[0];
  const body = literal.slice(1, -1);
  if (literal.length < 2 || !literal.endsWith(quote as string)) return undefined;
  if (quote === "`") return body;
  if (body.includes("\n")) return undefined;
  let isValid = true;
  // \x and octal escapes give bytes, which only together are a character.
  const bytes: number[] = [];
  const encoder = new TextEncoder();
  let last = 0;
  for (const match of body.matchAll(escape)) {
    bytes.push(...encoder.encode(body.slice(last, match.index)));
    last = match.index + match[0].length;
    const [, simple, hex, octal, short, long] = match;
    const byte = hex === undefined ? Number.parseInt(octal ?? "", 8) : Number.parseInt(hex, 16);
    const point = Number.parseInt(short ?? long ?? "", 16);
    if (simple !== undefined && simple !== (quote === '"' ? "'" : '"'))
      bytes.push(...encoder.encode(escapes[simple]));
    else if (byte <= 0xff) bytes.push(byte);
    else if (point <= 0x10_ff_ff && !(point >= 0xd8_00 && point < 0xe0_00))
      bytes.push(...encoder.encode(String.fromCodePoint(point)));
    else isValid = false;
  }
  if (!isValid) return undefined;
  if (last === 0) return body;
  bytes.push(...encoder.encode(body.slice(last)));
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(new Uint8Array(bytes));
  } catch {
    // A label's value is always UTF-8, so such a text could never match.
    return undefined;
  }
}
