import type { Message } from "../events.ts";

/** Seconds; undefined when the message has no timestamp. Another machine's clock may be ahead. */
export function ageOf({ timestamp }: Message, now: number): number | undefined {
  const milliseconds = Number(timestamp);
  return timestamp !== undefined && milliseconds > 0
    ? Math.max(0, (now - milliseconds) / 1000)
    : undefined;
}
