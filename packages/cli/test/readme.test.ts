import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startWorld, type World } from "./world.ts";

const page = join(import.meta.dirname, "..", "README.md");
let world: World;

beforeAll(async () => {
  world = await startWorld();
}, 300_000);
afterAll(async () => {
  await world?.stop();
});

it("says in the README what the commands print", { timeout: 300_000 }, async () => {
  const text = await readFile(page, "utf8");
  const blocks = [...text.matchAll(/^```console\n\$ promenade (.+)\n[^]*?^```$/gm)];
  expect(blocks.length).toBeGreaterThan(8);
  let actual = text;
  // One after the other, as a reader would: later commands find what earlier ones wrote.
  for (const [block, command = ""] of blocks) {
    const output = await world.promenade(command.split(" "));
    actual = actual.replace(block, () => `\`\`\`console\n$ promenade ${command}\n${output}\`\`\``);
  }
  await expect(actual).toMatchFileSnapshot(page);
});
