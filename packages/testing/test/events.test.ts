import { channel, tracingChannel } from "node:diagnostics_channel";
import { definePlugin, counter, promenade, Registry, type Promenade } from "@promenade/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  matchers,
  recordEvents,
  replayEvents,
  seriesOf,
  type PromenadeMatchers,
} from "../src/index.ts";
import { breakfast, toaster } from "./fixtures/toaster.ts";

declare module "vitest" {
  interface Matchers<
    R extends void | Promise<void> = void | Promise<void>,
    T = unknown,
  > extends PromenadeMatchers {}
}

expect.extend(matchers);

let app: Promenade;

beforeEach(async () => {
  app = promenade({
    service: "kitchen",
    plugins: [toaster()],
    registry: new Registry(),
    server: false,
  });
  await app.start();
});
afterEach(async () => app.stop());

describe("events", () => {
  it("record the same when they are replayed from a file", async () => {
    const recording = recordEvents(["toaster.toast"]);
    breakfast();
    recording.stop();
    breakfast();
    expect(recording.events).toHaveLength(2);
    const before = await seriesOf(app, "toaster_toast_duration_seconds_count");
    replayEvents(JSON.parse(JSON.stringify(recording.events)) as typeof recording.events);
    const after = await seriesOf(app, "toaster_toast_duration_seconds_count");
    expect(before.map(({ value }) => value)).toEqual([4]);
    expect(after.map(({ value }) => value)).toEqual([6]);
  });

  it("keep one object for all moments of an operation, and an error as an error", async () => {
    const oven = tracingChannel<unknown, { temperature: number }>("oven.bake");
    const moments = ["start", "end", "error"].map((moment) => `tracing:oven.bake:${moment}`);
    const recording = recordEvents(moments);
    expect(() =>
      oven.traceSync(
        () => {
          throw Object.assign(new TypeError("too hot"), { code: "HOT" });
        },
        { temperature: 300 },
      ),
    ).toThrow("too hot");
    recording.stop();
    const seen: unknown[] = [];
    const watch = (message: unknown): void => void seen.push(message);
    for (const moment of moments) channel(moment).subscribe(watch);
    replayEvents(JSON.parse(JSON.stringify(recording.events)) as typeof recording.events);
    for (const moment of moments) channel(moment).unsubscribe(watch);
    expect(seen).toHaveLength(3);
    expect(new Set(seen).size).toBe(1);
    expect(seen[0]).toMatchObject({ temperature: 300, error: { name: "TypeError", code: "HOT" } });
    expect((seen[0] as { error: unknown }).error).toBeInstanceOf(Error);
  });

  it("leave out what is no data", () => {
    const recording = recordEvents(["toaster.odd"]);
    const odd: Record<string, unknown> = {
      size: 12n,
      at: new Date(0),
      stop: () => undefined,
      list: [Symbol("x"), 1],
    };
    odd["self"] = odd;
    channel("toaster.odd").publish(odd);
    recording.stop();
    expect(recording.events).toEqual([
      {
        channel: "toaster.odd",
        object: 0,
        message: { size: 12, at: "1970-01-01T00:00:00.000Z", list: [null, 1], self: "[Circular]" },
      },
    ]);
  });
});

describe("matchers", () => {
  it("find what was recorded, by name and labels", async () => {
    breakfast();
    await expect(app).toHaveRecorded("toaster_burnt_total");
    await expect(app).toHaveRecorded("toaster_burnt_total", { bread: "rye" }, 1);
    await expect(app).toHaveRecorded("toaster_toast_duration_seconds", { bread: "rye" }, 2);
    await expect(app).not.toHaveRecorded("toaster_burnt_total", { bread: "white" });
    await expect(app).toHaveRecorded("toaster_burnt_total", { bread: "rye", cause: "" }, 1);
    await expect(app).toHaveSeries("toaster_slots", {}, 1);
    await expect(app).not.toHaveSeries("toaster_fires_total");
  });

  it("say what they found instead", async () => {
    breakfast();
    await expect(
      expect(app).toHaveRecorded("toaster_burnt_total", { bread: "rye" }, 2),
    ).rejects.toThrow(
      'Expected 2 recorded in toaster_burnt_total{bread="rye"}. Found:\n  toaster_burnt_total{bread="rye"} 1',
    );
    await expect(expect(app).toHaveSeries("toaster_fires_total")).rejects.toThrow(
      "Expected a series of toaster_fires_total. There is no series of that name.",
    );
  });

  it("read labels as they were given", async () => {
    const odd = definePlugin({
      name: "odd",
      metrics: { texts: counter({ name: "odd_texts_total", help: "Texts.", labels: ["text"] }) },
      setup: ({ metrics }) => metrics.texts.inc({ text: 'a "b"\\\n, c="d"' }),
    });
    const other = promenade({ plugins: [odd()], registry: new Registry(), server: false });
    await other.start();
    await expect(other).toHaveRecorded("odd_texts_total", { text: 'a "b"\\\n, c="d"' }, 1);
    await other.stop();
  });
});
