import type { WriteStream } from "node:tty";

const eraseLine = "\r\u001B[2K";

/** One line on a terminal that says what is being done, and that the next line of output takes the place of. */
export class Progress {
  readonly #stream: NodeJS.WritableStream & Partial<WriteStream>;
  readonly #isShown: boolean;
  #isDirty = false;

  constructor(stream: NodeJS.WritableStream & Partial<WriteStream>, isWanted: boolean) {
    this.#stream = stream;
    this.#isShown = isWanted && stream.isTTY === true;
  }

  show(text: string): void {
    if (!this.#isShown) return;
    // A terminal that does not know its width says 0.
    const { columns = 0 } = this.#stream;
    const width = (columns > 0 ? columns : 80) - 1;
    const line = `… ${text}`;
    this.#stream.write(
      `${eraseLine}${line.length > width ? `${line.slice(0, width - 1)}…` : line}`,
    );
    this.#isDirty = true;
  }

  clear(): void {
    if (!this.#isDirty) return;
    this.#stream.write(eraseLine);
    this.#isDirty = false;
  }
}
