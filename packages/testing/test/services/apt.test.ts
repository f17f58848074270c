import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { debianSource } from "../../src/services/apt-source.ts";
import { debianPackage } from "../../src/services/apt.ts";
import { removeDirectory, temporaryDirectory } from "../../src/services/process.ts";

let cache: string;

beforeEach(() => {
  cache = temporaryDirectory("cache");
  vi.stubEnv("XDG_CACHE_HOME", cache);
});
afterEach(() => {
  vi.unstubAllEnvs();
  removeDirectory(cache);
});

describe("debianPackage", () => {
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

describe("debianSource", () => {
  const wanted = { package: "patch", suite: "bookworm", folder: "tests" };

  it(
    "unpacks a folder of a package's sources once, where there is no xz either",
    { timeout: 300_000 },
    async () => {
      const programs = join(cache, "programs");
      mkdirSync(programs);
      for (const name of readdirSync("/usr/bin"))
        if (!/^(?:xz|unxz|lzma|unlzma)/.test(name))
          symlinkSync(join("/usr/bin", name), join(programs, name));
      vi.stubEnv("PATH", programs);
      const folders = await Promise.all([debianSource(wanted), debianSource(wanted)]);
      expect(folders).toEqual([folders[0], folders[0]]);
      expect(readdirSync(folders[0])).toContain("create-delete");
      const suite = join(cache, "promenade", "debian", "bookworm");
      expect(readdirSync(suite).toSorted()).toEqual([
        "apt",
        "apt-source",
        "patch-source",
        "xz-utils",
      ]);
      expect(readdirSync(join(suite, "patch-source"))).toEqual(["tests"]);
    },
  );

  it("says in one line what it needs where there is no apt", async () => {
    vi.stubEnv("PATH", cache);
    symlinkSync("/bin/true", join(cache, "xz"));
    await expect(debianSource(wanted)).rejects.toMatchObject({
      code: "PROMENADE_SERVICE_MISSING",
      message: expect.stringMatching(
        /^The source of patch is not available .*that has the sources of patch in bookworm\. /,
      ),
    });
  });
});
