import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { isNativeError } from "node:util/types";

/** One message of a diagnostics channel, as plain data. */
export interface RecordedEvent {
  readonly channel: string;
  /** The same number for the same message object: a tracing channel publishes one object at start, end and error. */
  readonly object: number;
  readonly message: unknown;
}

/** Events that are being recorded. */
export interface EventRecording {
  /** What was published so far, in order; plain data, ready for a JSON file. */
  readonly events: readonly RecordedEvent[];
  stop(): void;
}

/**
 * Records what a library publishes on diagnostics channels, to be replayed by {@link replayEvents} without it.
 * Of a tracing channel name each moment: `tracing:pg.query:start`. Functions and symbols are left out, an `Error` is
 * kept as name, message and code, a cycle as the text `[Circular]`.
 */
export function recordEvents(channels: readonly string[]): EventRecording {
  const events: RecordedEvent[] = [];
  const objects = new Map<unknown, number>();
  const listeners = channels.map((name) => {
    const listener = (message: unknown): void => {
      const object = objects.get(message) ?? objects.size;
      objects.set(message, object);
      events.push({ channel: name, object, message: toData(message, new Set()) });
    };
    subscribe(name, listener);
    return { name, listener };
  });
  return {
    events,
    stop: () => {
      for (const { name, listener } of listeners.splice(0)) unsubscribe(name, listener);
    },
  };
}

function toData(value: unknown, above: ReadonlySet<unknown>): unknown {
  if (typeof value === "bigint") return Number(value);
  if (typeof value !== "object" || value === null)
    return typeof value === "function" || typeof value === "symbol" ? undefined : value;
  if (above.has(value)) return "[Circular]";
  const within = new Set(above).add(value);
  if (isNativeError(value)) {
    const { name, message, code } = value as Error & { readonly code?: unknown };
    return { $error: code === undefined ? { name, message } : { name, message, code } };
  }
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((item) => toData(item, within) ?? null);
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, item]) => [key, toData(item, within)] as const)
      .filter(([, item]) => item !== undefined),
  );
}
