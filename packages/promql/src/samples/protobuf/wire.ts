/** Reads the fields of one Protocol Buffers message, one after the other. */
export class WireReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #end: number;
  #at: number;

  constructor(bytes: Uint8Array, from = 0, to = bytes.length) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = from;
    this.#end = to;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#end;
  }

  /** The number and the wire type of the next field. */
  tag(): { readonly field: number; readonly type: number } {
    const tag = this.unsigned();
    return { field: Math.floor(tag / 8), type: tag % 8 };
  }

  /** Exact up to 2^53, as every number here. */
  unsigned(): number {
    let [result, factor] = [0, 1];
    for (let read = 0; read < 10; read += 1) {
      const byte = this.#byte();
      result += (byte & 0x7f) * factor;
      if (byte < 0x80) return result;
      factor *= 0x80;
    }
    throw new Error("a number is too long");
  }

  /** An int64, in two's complement. */
  integer(): number {
    let [result, factor] = [0n, 1n];
    for (let read = 0; read < 10; read += 1) {
      const byte = this.#byte();
      result += BigInt(byte & 0x7f) * factor;
      if (byte < 0x80) return Number(BigInt.asIntN(64, result));
      factor *= 0x80n;
    }
    throw new Error("a number is too long");
  }

  /** A sint32 or sint64: the last bit is the sign. */
  zigzag(): number {
    const number = this.unsigned();
    return number % 2 === 0 ? number / 2 : -(number + 1) / 2;
  }

  double(): number {
    this.#require(8);
    const value = this.#view.getFloat64(this.#at, true);
    this.#at += 8;
    return value;
  }

  text(): string {
    return new TextDecoder().decode(this.#slice());
  }

  /** A message in this one. */
  message(): WireReader {
    const length = this.#length();
    const from = this.#at;
    this.#at += length;
    return new WireReader(this.#bytes, from, this.#at);
  }

  /** A repeated number: packed into one field, or one of several. */
  numbers(type: number, read: (reader: WireReader) => number, into: number[]): void {
    if (type !== 2) {
      into.push(read(this));
      return;
    }
    const packed = this.message();
    while (!packed.isAtEnd) into.push(read(packed));
  }

  /** Passes over a field that is not read. */
  skip(type: number): void {
    if (type === 0) this.unsigned();
    else if (type === 2) this.#slice();
    else if (type === 1 || type === 5) {
      this.#require(type === 1 ? 8 : 4);
      this.#at += type === 1 ? 8 : 4;
    } else throw new Error(`there is no wire type ${type}`);
  }

  #byte(): number {
    this.#require(1);
    this.#at += 1;
    return this.#bytes[this.#at - 1] as number;
  }

  #slice(): Uint8Array {
    const length = this.#length();
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  #length(): number {
    const length = this.unsigned();
    this.#require(length);
    return length;
  }

  #require(length: number): void {
    if (this.#at + length > this.#end) throw new Error("it ends in the middle of a message");
  }
}
