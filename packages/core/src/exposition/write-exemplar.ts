import type { Exemplar } from "../store/host.ts";
import { escapeLabelValue } from "./escape.ts";
import { writeAscii, writeNumber } from "./numbers.ts";

const encoder = new TextEncoder();

/** OpenMetrics 1.0: at most this many code points in names and values together. */
const longestLabelSet = 128;
const nameLength = "trace_idspan_id".length;

/** Room that an exemplar takes at most: every code point escaped or four bytes long, and two numbers. */
export const longestExemplar = 1024;

/** Writes ` # {trace_id="…",span_id="…"} value timestamp`, or nothing when the labels are no good. */
export function writeExemplar(memory: Uint8Array, at: number, exemplar: Exemplar): number {
  const { trace_id: trace, span_id: span } = exemplar.labels;
  if (typeof trace !== "string" || typeof span !== "string" || isTooLong(trace, span)) return at;
  let position = writeAscii(memory, at, ' # {trace_id="');
  position = writeText(memory, position, trace);
  position = writeAscii(memory, position, '",span_id="');
  position = writeText(memory, position, span);
  position = writeAscii(memory, position, '"} ');
  position = writeNumber(memory, position, exemplar.value);
  memory[position] = 32;
  return writeTimestamp(memory, position + 1, exemplar.timestamp);
}

function isTooLong(trace: string, span: string): boolean {
  const units = nameLength + trace.length + span.length;
  if (units <= longestLabelSet) return false;
  if (units > longestLabelSet * 2) return true;
  return nameLength + Array.from(trace + span).length > longestLabelSet;
}

function writeText(memory: Uint8Array, at: number, text: string): number {
  if (/^[\w-]*$/.test(text)) return writeAscii(memory, at, text);
  return at + encoder.encodeInto(escapeLabelValue(text), memory.subarray(at)).written;
}

/** Seconds with milliseconds. */
function writeTimestamp(memory: Uint8Array, at: number, timestamp: number): number {
  const milliseconds = Math.round(timestamp * 1000);
  const seconds = Math.floor(milliseconds / 1000);
  let position = writeNumber(memory, at, seconds);
  const fraction = milliseconds - seconds * 1000;
  memory[position++] = 46;
  memory[position++] = 48 + Math.floor(fraction / 100);
  memory[position++] = 48 + (Math.floor(fraction / 10) % 10);
  memory[position++] = 48 + (fraction % 10);
  return position;
}
