import { channel } from "node:diagnostics_channel";
import type { RecordedEvent } from "./record.ts";

/** Publishes recorded events in their order. Messages that were one object are one object again. */
export function replayEvents(events: readonly RecordedEvent[]): void {
  const objects = new Map<number, unknown>();
  for (const { channel: name, object, message } of events) {
    const fresh = fromData(message);
    const known = objects.get(object);
    const published = isRecord(known) && isRecord(fresh) ? Object.assign(known, fresh) : fresh;
    objects.set(object, published);
    channel(name).publish(published);
  }
}

function fromData(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromData);
  if (!isRecord(value)) return value;
  const error = value["$error"];
  if (isRecord(error)) return Object.assign(new Error(String(error["message"])), error);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fromData(item)]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
