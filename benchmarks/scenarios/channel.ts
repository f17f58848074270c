import { channel } from "@promenade/core";
import { measure } from "./record.ts";

/** Nanoseconds to publish on a channel of ours while nobody listens. */
export function publish(): Record<string, number> {
  const placed = channel<{ readonly total: number }>("benchmark:placed");
  const message = { total: 1 };
  const sink = new Float64Array(1);
  const empty = measure((at) => {
    (sink[0] as number) += at;
  });
  const busy = measure((at) => {
    (sink[0] as number) += at;
    placed.publish(message);
  });
  return { "publish without listener": Math.max(busy - empty, 0) };
}
