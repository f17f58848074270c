import type { Telemetry } from "bullmq";
import { sharedState } from "./state.ts";
import { bullmqTelemetry } from "./telemetry.ts";

interface Holder {
  telemetry?: unknown;
}

/**
 * Puts our telemetry in front of that of a queue, worker or flow producer, and returns what takes it away again.
 * BullMQ asks the instance's options for it at every operation.
 */
export function attachTelemetry(instance: { readonly opts?: object }): () => void {
  // A flow producer has copied the option when it was made.
  const isFlowProducer = "addBulk" in instance && !("toKey" in instance);
  const holder: Holder | undefined = isFlowProducer ? (instance as Holder) : instance.opts;
  if (holder === undefined) return () => {};
  const { attachments, telemetry } = sharedState();
  const current = holder.telemetry;
  let attachment = attachments.get(holder);
  if (attachment === undefined) {
    // The user has put it there.
    if (typeof current === "object" && current !== null && telemetry.has(current)) return () => {};
    const ours = bullmqTelemetry(current as Telemetry | undefined);
    attachment = { count: 0, original: current, ours };
    attachments.set(holder, attachment);
    holder.telemetry = ours;
  }
  attachment.count += 1;
  return () => {
    const { original, ours } = attachment;
    attachment.count -= 1;
    if (attachment.count > 0) return;
    attachments.delete(holder);
    if (holder.telemetry !== ours) return;
    if (original === undefined) delete holder.telemetry;
    else holder.telemetry = original;
  };
}
