import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { chromiumArguments, removeDirectory, temporaryDirectory } from "../src/services/index.ts";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

describe("Chromium", () => {
  it("is the one of CHROMIUM_PATH", async () => {
    const directory = temporaryDirectory("chromium");
    const path = join(directory, "chromium");
    writeFileSync(path, "#!/bin/sh\n");
    chmodSync(path, 0o755);
    vi.stubEnv("CHROMIUM_PATH", path);
    const { chromiumBinary } = await import("../src/services/chromium.ts");
    expect(await chromiumBinary()).toBe(path);
    removeDirectory(directory);
  });

  it("says what to do when that is no program", async () => {
    vi.stubEnv("CHROMIUM_PATH", "/nowhere/chromium");
    const { chromiumBinary } = await import("../src/services/chromium.ts");
    await expect(chromiumBinary()).rejects.toMatchObject({
      code: "PROMENADE_SERVICE_MISSING",
      message: expect.stringContaining("apt-get install chromium") as string,
    });
  });

  it("gives up its sandbox only as root, who could not start it otherwise", () => {
    expect(chromiumArguments().includes("--no-sandbox")).toBe(process.getuid?.() === 0);
  });
});
