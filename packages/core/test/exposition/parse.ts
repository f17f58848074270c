/** One line of an exposition. */
export interface ParsedSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  readonly exemplar?: ParsedExemplar;
}

export interface ParsedExemplar {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  readonly timestamp: number | undefined;
}

const nameToken = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const labelToken = /[a-zA-Z_][a-zA-Z0-9_]*/y;
const numberToken = /[+-]?(?:Inf|NaN|\d+(?:\.\d+)?(?:e[+-]?\d+)?)/y;

/** Reads the lines of either format character by character; anything unforeseen throws. */
export class LineReader {
  readonly #line: string;
  #at = 0;

  constructor(line: string) {
    this.#line = line;
  }

  sample(): ParsedSample {
    const name = this.#take(nameToken);
    const labels = this.#peek("{") ? this.#labels() : {};
    this.#expect(" ");
    const value = this.#number();
    if (this.#at === this.#line.length) return { name, labels, value };
    this.#expect(" # ");
    const exemplarLabels = this.#labels();
    this.#expect(" ");
    const exemplarValue = this.#number();
    let timestamp: number | undefined;
    if (this.#at < this.#line.length) {
      this.#expect(" ");
      timestamp = this.#number();
    }
    this.end();
    return {
      name,
      labels,
      value,
      exemplar: { labels: exemplarLabels, value: exemplarValue, timestamp },
    };
  }

  end(): void {
    if (this.#at !== this.#line.length) throw this.#error("the end of the line");
  }

  #labels(): Record<string, string> {
    const labels: Record<string, string> = {};
    this.#expect("{");
    for (let isFirst = true; !this.#peek("}"); isFirst = false) {
      if (!isFirst) this.#expect(",");
      const name = this.#take(labelToken);
      if (Object.hasOwn(labels, name)) throw this.#error(`"${name}" only once`);
      this.#expect('="');
      labels[name] = this.#quoted();
    }
    this.#expect("}");
    return labels;
  }

  #quoted(): string {
    let text = "";
    for (; !this.#peek('"'); this.#at += 1) {
      if (this.#at >= this.#line.length) throw this.#error("a closing quote");
      if (!this.#peek("\\")) {
        text += this.#line[this.#at];
        continue;
      }
      this.#at += 1;
      const plain = { "\\": "\\", n: "\n", '"': '"' }[this.#line[this.#at] ?? ""];
      if (plain === undefined) throw this.#error("a known escape");
      text += plain;
    }
    this.#expect('"');
    return text;
  }

  #number(): number {
    const text = this.#take(numberToken);
    return Number(text.replace("Inf", "Infinity"));
  }

  #peek(text: string): boolean {
    return this.#line.startsWith(text, this.#at);
  }

  #expect(text: string): void {
    if (!this.#peek(text)) throw this.#error(JSON.stringify(text));
    this.#at += text.length;
  }

  #take(token: RegExp): string {
    token.lastIndex = this.#at;
    const found = token.exec(this.#line)?.[0];
    if (found === undefined) throw this.#error(String(token));
    this.#at += found.length;
    return found;
  }

  #error(expected: string): Error {
    return new Error(`Expected ${expected} at ${this.#at} of ${JSON.stringify(this.#line)}`);
  }
}

/** Samples of the text format. */
export function parseText(text: string): readonly ParsedSample[] {
  if (!text.endsWith("\n")) throw new Error("The last line must end");
  return (
    text
      .slice(0, -1)
      .split("\n")
      .filter((line) => line !== "" && !/^# (?:HELP|TYPE) [a-zA-Z_:][a-zA-Z0-9_:]* /.test(line))
      // prom-client writes NaN in its own way.
      .map((line) => new LineReader(line.replace(/ Nan$/, " NaN")).sample())
  );
}

/** Name, labels in order and without empty ones, `le` as a number: what makes a series the same for Prometheus. */
export function seriesKey({ name, labels }: ParsedSample): string {
  const entries = Object.entries(labels)
    .filter(([, value]) => value !== "")
    .map(([label, value]) => [
      label,
      label === "le" ? String(Number(value.replace("Inf", "Infinity"))) : value,
    ])
    .toSorted(([a = ""], [b = ""]) => (a < b ? -1 : 1));
  return JSON.stringify([name, entries]);
}

/** Series → value. A series that occurs twice throws. */
export function seriesOf(samples: readonly ParsedSample[]): ReadonlyMap<string, number> {
  const series = new Map<string, number>();
  for (const sample of samples) {
    const key = seriesKey(sample);
    if (series.has(key)) throw new Error(`Twice: ${key}`);
    series.set(key, sample.value);
  }
  return series;
}
