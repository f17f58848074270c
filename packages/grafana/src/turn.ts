import { setImmediate } from "node:timers/promises";

let last: Promise<unknown> = Promise.resolve();

/** A turn of the event loop for each caller: heavy steps of work that runs side by side never share one. */
export async function ownTurn(): Promise<void> {
  const turn = last.then(() => setImmediate());
  last = turn;
  await turn;
}
