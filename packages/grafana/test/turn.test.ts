import { expect, it } from "vitest";
import { ownTurn } from "../src/turn.ts";

it("gives each caller another turn of the event loop", async () => {
  let turn = 0;
  let isWatching = true;
  const next = (): void => {
    turn += 1;
    if (isWatching) setImmediate(next);
  };
  setImmediate(next);
  const work = async (): Promise<readonly number[]> => {
    await ownTurn();
    const first = turn;
    await ownTurn();
    return [first, turn];
  };
  const turns = (await Promise.all([work(), work(), work()])).flat();
  isWatching = false;
  expect(new Set(turns).size).toBe(6);
});
