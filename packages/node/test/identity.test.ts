import { describe, expect, it } from "vitest";
import { onTestFinished } from "vitest";
import { directoryWith, service, startNode, wait } from "./helpers.ts";

describe("identity", () => {
  it("says once which build of which service runs", async () => {
    const { app, scrape } = await startNode();
    const key = `app_build_info{service_name="shop",version="1.2.3",revision="4f0c1ee",author="Ada Lovelace",environment="test",node_version="${process.versions.node}"}`;
    expect((await scrape()).get(key)).toBe(1);
    await app.stop();
    const left = [...(await scrape()).keys()].filter((name) =>
      /^(?:app_|process_|nodejs_|v8js_resource|v8js_memory|v8js_contexts)/.test(name),
    );
    // What counted events goes on counting; everything that is read or stated is gone.
    const counted = /^nodejs_(?:eventloop_delay|uncaught_exceptions|warnings)_/;
    expect(left.filter((name) => !counted.test(name))).toEqual([]);
  });

  it("is exposed exactly so", async () => {
    const before = process.cwd();
    onTestFinished(() => process.chdir(before));
    process.chdir(
      directoryWith({
        "package.json": JSON.stringify({ dependencies: { zod: "^4.0.0" } }),
        "node_modules/zod/package.json": JSON.stringify({ version: "4.1.2" }),
      }),
    );
    const { app } = await startNode({
      only: ["buildInfo", "dependencyInfo", "startTime", "threadPoolSize", "heapLimit"],
    });
    await wait(100);
    const text = (await app.text())
      .split("\n")
      .filter((line) => !/promenade_/.test(line))
      .map((line) => line.replaceAll(process.versions.node, "<node>"))
      .map((line) =>
        line.replace(/^(process_start\w+|v8js_memory_heap_limit_bytes) \d.*/, "$1 <number>"),
      );
    await expect(text.join("\n")).toMatchFileSnapshot("golden/identity.prom");
    expect(service.service).toBe("shop");
  });
});
