import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { debianPackage } from "../../src/services/apt.ts";
import { removeDirectory, temporaryDirectory } from "../../src/services/process.ts";

describe("debianPackage", () => {
  let cache: string;

  beforeEach(() => {
    cache = temporaryDirectory("cache");
    vi.stubEnv("XDG_CACHE_HOME", cache);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    removeDirectory(cache);
  });

  it(
    "unpacks a package into the cache once, for several callers at once, and changes no system",
    { timeout: 300_000 },
    async () => {
      const isOnSystem = (): boolean =>
        readFileSync("/var/lib/dpkg/status", "utf8").includes("\nPackage: hello\n");
      const before = isOnSystem();
      const wanted = { service: "GNU hello", package: "hello", suite: "bookworm" };
      const roots = await Promise.all([debianPackage(wanted), debianPackage(wanted)]);
      expect(new Set(roots).size).toBe(1);
      expect(existsSync(join(roots[0], "usr", "bin", "hello"))).toBe(true);
      expect(readdirSync(join(cache, "promenade", "debian"))).toEqual(["bookworm"]);
      expect(readdirSync(join(cache, "promenade", "debian", "bookworm")).toSorted()).toEqual([
        "apt",
        "hello",
      ]);
      expect(isOnSystem()).toBe(before);
    },
  );

  it("works in a fresh container, where apt has no lists yet", { timeout: 300_000 }, async () => {
    mkdirSync(join(cache, "state", "lists", "partial"), { recursive: true });
    writeFileSync(join(cache, "fresh.conf"), `Dir::State "${join(cache, "state")}";`);
    vi.stubEnv("APT_CONFIG", join(cache, "fresh.conf"));
    const wanted = { service: "GNU hello", package: "hello", suite: "bookworm" };
    expect(existsSync(join(await debianPackage(wanted), "usr", "bin", "hello"))).toBe(true);
    expect(readdirSync(join(cache, "state", "lists"))).toEqual(["partial"]);
  });

  it("says in one line how to get the service where there is no apt", async () => {
    vi.stubEnv("PATH", cache);
    const wanted = { service: "GNU hello", package: "hello", suite: "bookworm" };
    await expect(debianPackage(wanted)).rejects.toMatchObject({
      code: "PROMENADE_SERVICE_MISSING",
      message: expect.stringMatching(/^GNU hello is not available .*apt-get install hello.*$/),
    });
  });
});
