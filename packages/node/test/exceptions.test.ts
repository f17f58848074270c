import { describe, expect, it } from "vitest";
import { parse, run } from "./helpers.ts";

const start = `const app = promenade({ plugins: [node()], server: false, log });
  await app.start();`;

describe("uncaught exceptions", () => {
  it("are counted by origin when the app survives them", () => {
    const { output } = run(`
      ${start}
      process.on("uncaughtException", () => {});
      setTimeout(() => { throw new Error("one"); }, 1);
      setTimeout(() => { throw new Error("two"); }, 2);
      setTimeout(() => { void Promise.reject(new Error("three")); }, 3);
      setTimeout(async () => console.log(await app.text()), 50);
    `);
    const samples = parse(output);
    const count = (origin: string): number | undefined =>
      samples.get(`nodejs_uncaught_exceptions_total{nodejs_exception_origin="${origin}"}`);
    expect(count("uncaughtException")).toBe(2);
    expect(count("unhandledRejection")).toBe(1);
  });

  it.each([
    ["an exception", "setTimeout(() => { throw new Error('boom'); }, 1);"],
    ["a rejection", "setTimeout(() => void Promise.reject(new Error('boom')), 1);"],
  ])("end the process as they do without us: %s", (_name, program) => {
    const keepAlive = "setTimeout(() => {}, 5000);";
    const withUs = run(`${start} ${keepAlive} ${program}`);
    const without = run(`${keepAlive} ${program}`);
    expect(withUs.code).toBe(1);
    expect(withUs.code).toBe(without.code);
    expect(withUs.errors).toContain("Error: boom");
  });
});

describe("warnings", () => {
  it("are counted by name, and printed as they are without us", () => {
    const { output, errors } = run(`
      ${start}
      process.emitWarning("old", "DeprecationWarning");
      const { EventEmitter } = await import("node:events");
      const emitter = new EventEmitter();
      for (let index = 0; index < 11; index += 1) emitter.on("event", () => {});
      setTimeout(async () => console.log(await app.text()), 50);
    `);
    const samples = parse(output);
    const count = (name: string): number | undefined =>
      samples.get(`nodejs_warnings_total{nodejs_warning_name="${name}"}`);
    expect(count("DeprecationWarning")).toBe(1);
    expect(count("MaxListenersExceededWarning")).toBe(1);
    expect(errors).toContain("MaxListenersExceededWarning");
  });

  it("leave no listener behind", () => {
    const { output } = run(`
      const count = () => process.listenerCount("warning") + process.listenerCount("uncaughtExceptionMonitor");
      const before = count();
      ${start}
      const during = count();
      await app.stop();
      console.log(during - before, count() - before);
    `);
    expect(output).toBe("2 0");
  });
});
