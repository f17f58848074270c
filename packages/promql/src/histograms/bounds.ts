import type { NativeHistogram } from "../types.ts";
import { boundTable } from "./bound-table.ts";

const customSchema = -53;
const tableSchema = 8;

/** Whether the bounds of the buckets are given, as those of a classic histogram are. */
export function hasCustomBounds({ schema }: NativeHistogram): boolean {
  return schema === customSchema;
}

/** The upper bound of a positive bucket; that of the bucket before is its lower bound. */
export function boundOf({ schema, customBounds }: NativeHistogram, index: number): number {
  if (schema !== customSchema) return exponentialBound(index, schema);
  return index < 0 ? -Infinity : (customBounds[index] ?? Infinity);
}

/** The upper bound of a bucket in a schema of -4 to 8: 2 to the power of index by 2^schema. */
export function exponentialBound(index: number, schema: number): number {
  // One bucket above the last that is a number holds what is infinite.
  if (schema < 0) return powerOfTwo(index * 2 ** -schema);
  const perPower = 2 ** schema;
  const place = index & (perPower - 1);
  const power = Math.floor(index / perPower);
  if (place === 0) return powerOfTwo(power);
  return (boundTable[place << (tableSchema - schema)] as number) * 2 * 2 ** power;
}

function powerOfTwo(power: number): number {
  return power === 1024 ? Number.MAX_VALUE : 2 ** power;
}

/** The bucket of a coarser schema that a bucket belongs to. */
export function coarserIndex(index: number, schema: number, coarser: number): number {
  return ((index - 1) >> (schema - coarser)) + 1;
}
