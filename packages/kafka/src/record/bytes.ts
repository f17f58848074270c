import type { Message } from "../events.ts";

/** Bytes of keys and values, as they are before compression. */
export function bytesOf(messages: readonly Message[]): number {
  let bytes = 0;
  for (const { key, value } of messages) bytes += sizeOf(key) + sizeOf(value);
  return bytes;
}

function sizeOf(value: unknown): number {
  if (typeof value === "string") return Buffer.byteLength(value);
  return ArrayBuffer.isView(value) ? value.byteLength : 0;
}
