import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { readDependencies } from "../src/sources/dependencies.ts";
import { directoryWith, seriesOf, startNode, wait } from "./helpers.ts";

const never = new AbortController().signal;
const manifest = (version: string): string => JSON.stringify({ version });

const files = {
  "app/package.json": JSON.stringify({
    dependencies: { zod: "^4.0.0", "@nestjs/core": "workspace:*", gone: "1", odd: "1" },
    optionalDependencies: { zod: "^4.0.0", fsevents: "^2.0.0" },
    devDependencies: { vitest: "^5.0.0" },
  }),
  "app/src/main.js": "",
  "app/node_modules/zod/package.json": manifest("4.1.2"),
  "app/node_modules/odd/package.json": "{ no json",
  "app/node_modules/vitest/package.json": manifest("5.0.0"),
  "node_modules/@nestjs/core/package.json": manifest("12.0.1"),
  "node_modules/deep/package.json": manifest("7.0.0"),
};

/** Gives the working directory back when the test ends. */
function workIn(directory: string): void {
  const before = process.cwd();
  onTestFinished(() => process.chdir(before));
  process.chdir(directory);
}

describe("dependencies", () => {
  it("are the direct ones with their installed versions, also hoisted", async () => {
    const root = directoryWith(files);
    expect(await readDependencies([join(root, "app/src")], undefined, never)).toEqual([
      { dependency: "@nestjs/core", version: "12.0.1" },
      { dependency: "zod", version: "4.1.2" },
    ]);
  });

  it("are those that the user names", async () => {
    const root = directoryWith(files);
    expect(await readDependencies([join(root, "app")], ["zod", "deep", "none"], never)).toEqual([
      { dependency: "deep", version: "7.0.0" },
      { dependency: "zod", version: "4.1.2" },
    ]);
  });

  it("are none without a package.json", async () => {
    expect(await readDependencies([], undefined, never)).toEqual([]);
  });

  it("are at most 200", async () => {
    const names = Array.from({ length: 250 }, (_, index) => `package-${1000 + index}`);
    const root = directoryWith({
      "package.json": JSON.stringify({
        dependencies: Object.fromEntries(names.map((n) => [n, "1"])),
      }),
      ...Object.fromEntries(
        names.map((n) => [`node_modules/${n}/package.json`, manifest("1.0.0")]),
      ),
    });
    const found = await readDependencies([root], undefined, never);
    expect(found).toHaveLength(200);
    expect(found.at(-1)).toEqual({ dependency: "package-1199", version: "1.0.0" });
  });

  it("are exposed soon after start, and gone after stop", async () => {
    workIn(join(directoryWith(files), "app"));
    const { app, scrape } = await startNode();
    const read = async () => seriesOf(await scrape(), "app_dependency_info");
    for (let tries = 0; tries < 100 && (await read()).length === 0; tries += 1) await wait(10);
    expect(await read()).toEqual([
      'app_dependency_info{dependency="@nestjs/core",version="12.0.1"}',
      'app_dependency_info{dependency="zod",version="4.1.2"}',
    ]);
    await app.stop();
    expect(await read()).toEqual([]);
  });

  it("are not looked for when the user does not want them", async () => {
    workIn(join(directoryWith(files), "app"));
    const { scrape } = await startNode({ dependencies: false });
    await wait(100);
    expect(seriesOf(await scrape(), "app_dependency_info")).toEqual([]);
  });
});
