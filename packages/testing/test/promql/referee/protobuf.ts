/** Writes fields of Protocol Buffers. */
export function message(field: number, content: Buffer): Buffer {
  return Buffer.concat([tag(field, 2), varint(BigInt(content.length)), content]);
}

export function text(field: number, content: string): Buffer {
  return message(field, Buffer.from(content));
}

export function double(field: number, value: number): Buffer {
  return Buffer.concat([tag(field, 1), doubleBits(value)]);
}

export function doubles(field: number, values: readonly number[]): Buffer {
  return message(field, Buffer.concat(values.map(doubleBits)));
}

export function integer(field: number, value: number): Buffer {
  return Buffer.concat([tag(field, 0), varint(BigInt(value))]);
}

/** A number that may be below zero, in the zigzag form. */
export function signed(field: number, value: number): Buffer {
  return integer(field, value < 0 ? -2 * value - 1 : 2 * value);
}

/** Bits of a number that JavaScript might change. */
export function doubleOfBits(field: number, bits: Buffer): Buffer {
  return Buffer.concat([tag(field, 1), bits]);
}

function doubleBits(value: number): Buffer {
  const bits = Buffer.alloc(8);
  bits.writeDoubleLE(value);
  return bits;
}

function tag(field: number, wireType: number): Buffer {
  return varint(BigInt((field << 3) | wireType));
}

export function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}
