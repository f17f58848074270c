import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { isAlive, withLock } from "../../src/services/lock.ts";
import {
  freePort,
  removeDirectory,
  startService,
  temporaryDirectory,
} from "../../src/services/process.ts";
import { run } from "../../src/services/run.ts";

const source = new URL("../../src/services/process.ts", import.meta.url).href;

/** A server that ignores SIGTERM when told so, and writes its id. */
const stubborn = (file: string, ignores: boolean): readonly string[] => [
  "-e",
  `${ignores ? `process.on("SIGTERM", () => {});` : ""}
   require("node:fs").writeFileSync(${JSON.stringify(file)}, String(process.pid));
   setInterval(() => {}, 1000);`,
];

async function gone(pid: number, withinMilliseconds: number): Promise<boolean> {
  const deadline = Date.now() + withinMilliseconds;
  while (isAlive(pid) && Date.now() < deadline) await sleep(20);
  return !isAlive(pid);
}

describe("startService", () => {
  it("tells what a service ended with, and its last words", { timeout: 15_000 }, async () => {
    const directory = temporaryDirectory("process");
    const program = `process.on("SIGTERM", () => { console.error("last words"); process.exitCode = 7; clearInterval(timer); });
      const timer = setInterval(() => {}, 1000);
      require("node:fs").writeFileSync(process.argv[1], "");`;
    const service = await startService({
      name: "talker",
      command: process.execPath,
      args: ["-e", program, join(directory, "ready")],
      directory,
      isReady: () => Promise.resolve(existsSync(join(directory, "ready"))),
    });
    expect([service.exitCode(), service.errors()]).toEqual([undefined, ""]);
    await service.stop();
    expect([service.exitCode(), service.errors()]).toEqual([7, "last words\n"]);
    removeDirectory(directory);
  });

  it.each([
    { ignores: false, within: 2000 },
    { ignores: true, within: 9000 },
  ])(
    "stops a service that ignores SIGTERM: $ignores",
    { timeout: 15_000 },
    async ({ ignores, within }) => {
      const directory = temporaryDirectory("process");
      const file = join(directory, "pid");
      const service = await startService({
        name: "sleeper",
        command: process.execPath,
        args: stubborn(file, ignores),
        directory,
        isReady: () => Promise.resolve(existsSync(file)),
      });
      const pid = Number(readFileSync(file, "utf8"));
      expect(isAlive(pid)).toBe(true);
      const started = Date.now();
      await service.stop();
      await service.stop();
      expect(isAlive(pid)).toBe(false);
      expect(Date.now() - started).toBeLessThan(within);
      expect(service.isRunning()).toBe(false);
      expect(existsSync(directory)).toBe(true);
      removeDirectory(directory);
      expect(existsSync(directory)).toBe(false);
    },
  );

  it("reports what a service printed that ended early", async () => {
    const directory = temporaryDirectory("process");
    const attempt = startService({
      name: "Brittle",
      command: process.execPath,
      args: ["-e", `console.error("no space left"); process.exit(1)`],
      directory,
      isReady: () => Promise.resolve(false),
    });
    await expect(attempt).rejects.toThrow("Brittle ended while it started: no space left");
    removeDirectory(directory);
  });

  it("reports a service that is not ready in time, and ends it", async () => {
    const directory = temporaryDirectory("process");
    const file = join(directory, "pid");
    const attempt = startService({
      name: "Slow",
      command: process.execPath,
      args: stubborn(file, false),
      directory,
      isReady: () => Promise.reject(new Error("refused")),
      deadlineMilliseconds: 1500,
    });
    await expect(attempt).rejects.toThrow("Slow was not ready in time");
    expect(isAlive(Number(readFileSync(file, "utf8")))).toBe(false);
    removeDirectory(directory);
  });

  it.each(["SIGKILL", "SIGTERM", "exit"] as const)(
    "ends the service and removes its directory when the test process dies by %s",
    { timeout: 20_000 },
    async (death) => {
      const outside = mkdtempSync(join(tmpdir(), "promenade-test-"));
      const file = join(outside, "pid");
      const program = `
        import { existsSync } from "node:fs";
        import { startService, temporaryDirectory } from ${JSON.stringify(source)};
        const directory = temporaryDirectory("orphan");
        await startService({ name: "sleeper", command: process.execPath, directory,
          args: ${JSON.stringify(stubborn(file, false))}, isReady: async () => existsSync(${JSON.stringify(file)}) });
        console.log(directory);
        if (${JSON.stringify(death)} === "exit") process.exit(0);
        setInterval(() => {}, 1000);`;
      const child = spawn(process.execPath, ["--input-type=module", "-e", program]);
      const [printed] = (await once(child.stdout, "data")) as [Buffer];
      const pid = Number(readFileSync(file, "utf8"));
      if (death !== "exit") child.kill(death);
      expect(await gone(pid, 7000)).toBe(true);
      const directory = printed.toString().trim();
      const deadline = Date.now() + 3000;
      while (existsSync(directory) && Date.now() < deadline) await sleep(20);
      expect(existsSync(directory)).toBe(false);
      rmSync(outside, { recursive: true });
    },
  );

  it("does not keep the process alive", { timeout: 20_000 }, async () => {
    const program = `
      import { startService, temporaryDirectory } from ${JSON.stringify(source)};
      await startService({ name: "sleeper", command: "/bin/sleep", args: ["60"],
        directory: temporaryDirectory("orphan"), isReady: async () => true });`;
    const args = ["--input-type=module", "-e", program];
    const result = await run(process.execPath, args, { timeoutMilliseconds: 10_000 });
    expect(result).toMatchObject({ code: 0, stderr: "" });
  });
});

describe("freePort", () => {
  it("gives a port that nobody listens on", async () => {
    await expect(fetch(`http://127.0.0.1:${await freePort()}`)).rejects.toThrow("fetch failed");
  });
});

describe("withLock", () => {
  it("lets one in at a time, and takes over the lock of a dead process", async () => {
    const directory = temporaryDirectory("lock");
    const path = join(directory, "lock");
    const dead = spawn(process.execPath, ["-e", ""]);
    await once(dead, "exit");
    const { writeFileSync } = await import("node:fs");
    writeFileSync(path, String(dead.pid));
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      inside += 1;
      most = Math.max(most, inside);
      await sleep(30);
      inside -= 1;
    };
    await Promise.all([withLock(path, work), withLock(path, work), withLock(path, work)]);
    expect(most).toBe(1);
    expect(existsSync(path)).toBe(false);
    removeDirectory(directory);
  });

  it("is released when the work fails, and gives up in time", async () => {
    const directory = temporaryDirectory("lock");
    const path = join(directory, "lock");
    await expect(withLock(path, () => Promise.reject(new Error("broken")))).rejects.toThrow(
      "broken",
    );
    await withLock(path, async () => {
      await expect(withLock(path, () => Promise.resolve(1), 100)).rejects.toThrow(
        /has held .* for too long/,
      );
    });
    removeDirectory(directory);
  });
});
