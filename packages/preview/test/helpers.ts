import { setTimeout as sleep } from "node:timers/promises";

/** Waits until `attempt` gives something that is neither undefined nor false. */
export async function until<R>(
  attempt: () => Promise<R | undefined | false> | R | undefined | false,
  deadlineMilliseconds = 60_000,
): Promise<R> {
  const deadline = Date.now() + deadlineMilliseconds;
  for (;;) {
    const result = await attempt();
    if (result !== undefined && result !== false) return result;
    if (Date.now() > deadline) throw new Error(`Not within ${deadlineMilliseconds} ms.`);
    await sleep(100);
  }
}
