import type { LabelSet } from "../label-set.ts";

const prime1 = 0x9e3779b185ebca87n;
const prime2 = 0xc2b2ae3d27d4eb4fn;
const prime3 = 0x165667b19e3779f9n;
const prime4 = 0x85ebca77c2b2ae63n;
const prime5 = 0x27d4eb2f165667c5n;

const encoder = new TextEncoder();

/** From 0 to 1, the same for the same labels: Prometheus 3 hashes them as it keeps them in memory. */
export function labelHash(set: LabelSet): number {
  const parts = set.names.flatMap((name, index) => [name, set.values[index] as string]);
  const bytes = parts.flatMap((part) => {
    const text = encoder.encode(part);
    const { length } = text;
    const size = length < 255 ? [length] : [255, length & 255, (length >> 8) & 255, length >> 16];
    return [...size, ...text];
  });
  return Number(xxHash64(Uint8Array.from(bytes))) / 2 ** 64;
}

/** XXH64 with seed 0, as its specification has it. */
export function xxHash64(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  let hash: bigint = prime5;
  if (bytes.length >= 32) {
    const lanes = [wrap(prime1 + prime2), prime2, 0n, wrap(-prime1)];
    for (; at + 32 <= bytes.length; at += 32)
      for (const [lane, value] of lanes.entries())
        lanes[lane] = round(value, view.getBigUint64(at + lane * 8, true));
    const [one, two, three, four] = lanes as [bigint, bigint, bigint, bigint];
    hash = wrap(rotate(one, 1n) + rotate(two, 7n) + rotate(three, 12n) + rotate(four, 18n));
    for (const value of lanes) hash = wrap((hash ^ round(0n, value)) * prime1 + prime4);
  }
  hash = wrap(hash + BigInt(bytes.length));
  for (; at + 8 <= bytes.length; at += 8)
    hash = wrap(rotate(hash ^ round(0n, view.getBigUint64(at, true)), 27n) * prime1 + prime4);
  for (; at + 4 <= bytes.length; at += 4) {
    const value = wrap(BigInt(view.getUint32(at, true)) * prime1);
    hash = wrap(rotate(hash ^ value, 23n) * prime2 + prime3);
  }
  for (; at < bytes.length; at += 1)
    hash = wrap(rotate(hash ^ wrap(BigInt(bytes[at] as number) * prime5), 11n) * prime1);
  hash = wrap((hash ^ (hash >> 33n)) * prime2);
  hash = wrap((hash ^ (hash >> 29n)) * prime3);
  return hash ^ (hash >> 32n);
}

function round(lane: bigint, input: bigint): bigint {
  return wrap(rotate(wrap(lane + input * prime2), 31n) * prime1);
}

function rotate(value: bigint, bits: bigint): bigint {
  return wrap((value << bits) | (value >> (64n - bits)));
}

function wrap(value: bigint): bigint {
  return BigInt.asUintN(64, value);
}
