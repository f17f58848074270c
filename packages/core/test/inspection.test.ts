import { describe, expect, it } from "vitest";
import { definePlugin, inspectOnly, promenade, Registry } from "../src/index.ts";

describe("inspectOnly", () => {
  it("lets a tool read an app that starts itself, and nothing starts", async () => {
    let setUps = 0;
    const plugin = definePlugin({ name: "beat", metrics: {}, setup: () => void (setUps += 1) });
    const options = { plugins: [plugin()], registry: new Registry(), service: "shop" };
    inspectOnly();
    const app = promenade({ ...options, server: { port: 0, host: "127.0.0.1" } });
    await app.start();
    expect(setUps).toBe(0);
    expect(app.url).toBeUndefined();
    expect(app.plugins.map(({ name }) => name)).toEqual(["beat"]);
    expect(app.service.service).toBe("shop");
    await app.stop();
  });
});
