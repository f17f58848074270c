import type { WriteStream } from "node:tty";
import { Progress } from "./progress.ts";
import { marks, painter, type Mark, type Paint } from "./style.ts";

export interface Streams {
  readonly stdout: NodeJS.WritableStream & Partial<WriteStream>;
  readonly stderr: NodeJS.WritableStream & Partial<WriteStream>;
}

/** One checked or finished thing. */
export interface Step {
  readonly mark: Mark;
  readonly text: string;
  /** What to do about it, on a line of its own. */
  readonly fix?: string | undefined;
}

/**
 * Where a verb writes: for people on a terminal or in a pipe, or one JSON document for programs. Lines for people go
 * to standard output, and nowhere with `--json`; the progress and warnings go to standard error.
 */
export class Output {
  readonly isJson: boolean;
  /** Whether a person looks: standard output is a terminal. */
  readonly isTerminal: boolean;
  /** Colours of standard output; plain text in a pipe, with NO_COLOR and with `--json`. */
  readonly paint: Paint;
  readonly #streams: Streams;
  readonly #progress: Progress;
  #result: unknown;
  #isFinished = false;

  constructor(streams: Streams, isJson: boolean) {
    this.#streams = streams;
    this.isJson = isJson;
    this.isTerminal = streams.stdout.isTTY === true && !isJson;
    this.paint = painter(streams.stdout, !isJson);
    this.#progress = new Progress(streams.stderr, this.isTerminal);
  }

  /** A line for people. */
  line(text = ""): void {
    if (this.isJson) return;
    this.#progress.clear();
    this.#streams.stdout.write(`${text}\n`);
  }

  /** A line that says how something went: `✔ …` on a terminal, `ok …` in a pipe. */
  step({ mark, text, fix }: Step): void {
    const { symbol, word, color } = marks[mark];
    const head = this.isTerminal ? symbol : word.padEnd(longestWord);
    this.line(`${this.paint(color, head)} ${text}`);
    if (fix !== undefined) this.line(`${" ".repeat(head.length + 1)}${this.paint("cyan", fix)}`);
  }

  /** Something that the person should know, and that is no part of the answer. */
  warn(text: string): void {
    this.#progress.clear();
    const paint = painter(this.#streams.stderr, true);
    this.#streams.stderr.write(`${paint("yellow", "warning")} ${text}\n`);
  }

  /** What is being done now, on a terminal only; the next line takes its place. */
  progress(text: string): void {
    this.#progress.show(text);
  }

  /** The answer for programs: one document, printed at the end, with `--json`. */
  result(value: unknown): void {
    this.#result = value;
  }

  /** Prints the document. A verb that runs on calls it itself; a second call does nothing. */
  finish(): void {
    this.#progress.clear();
    if (!this.isJson || this.#isFinished) return;
    this.#isFinished = true;
    this.#streams.stdout.write(`${JSON.stringify(this.#result ?? {}, undefined, 2)}\n`);
  }

  /** An error that ended the command. */
  fail(error: { readonly code: string; readonly message: string; readonly stack?: string }): void {
    this.#progress.clear();
    const { code, message, stack } = error;
    if (this.isJson) {
      this.#result = { error: { code, message } };
      this.finish();
    }
    const paint = painter(this.#streams.stderr, true);
    const text = stack === undefined ? `${message} ${paint("dim", `[${code}]`)}` : stack;
    this.#streams.stderr.write(`${paint("red", "error")} ${text}\n`);
  }
}

const longestWord = Math.max(...Object.values(marks).map(({ word }) => word.length));
