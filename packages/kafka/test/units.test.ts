import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { errorType } from "../src/error-type.ts";
import { Backlog } from "../src/lag/backlog.ts";
import { override } from "../src/sources/override.ts";

describe("the backlog", () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ["performance"] }));
  afterEach(() => void vi.useRealTimers());
  const pass = (seconds: number): void => void vi.advanceTimersByTime(seconds * 1000);

  test("knows since when a message waits", () => {
    const backlog = new Backlog();
    expect(backlog.waited("orders", 0, 5n, 5n)).toBe(0);
    pass(15);
    expect(backlog.waited("orders", 0, 5n, 8n)).toBe(0);
    pass(15);
    expect(backlog.waited("orders", 0, 5n, 20n)).toBe(15);
    pass(15);
    // The group moves on, to messages that arrived with the third look.
    expect(backlog.waited("orders", 0, 10n, 20n)).toBe(15);
    expect(backlog.waited("orders", 1, 0n, 1n)).toBe(0);
    pass(15);
    expect(backlog.waited("orders", 0, 20n, 20n)).toBe(0);
  });

  test("knows it after weeks as well", () => {
    const backlog = new Backlog();
    for (let look = 0; look < 100_000; look += 1) {
      const waited = backlog.waited("orders", 0, 5n, BigInt(10 + look));
      expect(waited).toBe(look * 15);
      pass(15);
    }
  });

  test("forgets partitions that are taken away", () => {
    const backlog = new Backlog();
    backlog.waited("orders", 0, 0n, 1n);
    backlog.waited("orders", 1, 0n, 1n);
    pass(60);
    backlog.keep(new Map([["orders", [1]]]));
    expect(backlog.waited("orders", 0, 0n, 1n)).toBe(0);
    expect(backlog.waited("orders", 1, 0n, 1n)).toBe(60);
  });
});

describe("the type of an error", () => {
  const named = (name: string, more: object = {}): object => ({ name, ...more });
  test.each([
    [new TypeError("x"), "TypeError"],
    [Object.assign(new Error("x"), { code: "ECONNREFUSED" }), "ECONNREFUSED"],
    [named("KafkaJSProtocolError", { type: "MESSAGE_TOO_LARGE", code: 10 }), "MESSAGE_TOO_LARGE"],
    [named("KafkaJSNonRetriableError", { cause: new RangeError("x") }), "RangeError"],
    [named("KafkaJSNonRetriableError"), "KafkaJSNonRetriableError"],
    [
      named("MultipleErrors", { errors: [new Error("a"), named("X", { apiId: "NOT_LEADER" })] }),
      "NOT_LEADER",
    ],
    [named("KafkaJSError", { code: -185 }), "ERR_-185"],
    [named("user input\n"), "Error"],
    ["text", "string"],
    [undefined, "undefined"],
    [null, "object"],
  ])("%o is %s", (error, type) => {
    expect(errorType(error)).toBe(type);
  });

  test("is found in a chain without an end", () => {
    const loop: Record<string, unknown> = { name: "KafkaJSNumberOfRetriesExceeded" };
    loop["cause"] = loop;
    expect(errorType(loop)).toBe("KafkaJSNumberOfRetriesExceeded");
  });
});

describe("an override", () => {
  class Client {
    send(word: string): string {
      return `sent ${word}`;
    }
  }
  const loud = {
    send: (original: (...args: readonly unknown[]) => unknown) =>
      function send(this: unknown, ...args: readonly unknown[]) {
        return `${String(Reflect.apply(original, this, args))}!`;
      },
  };

  test("is undone without a trace", () => {
    const client = new Client();
    const undo = override(client, loud);
    expect(client.send("a")).toBe("sent a!");
    undo();
    expect(client.send("a")).toBe("sent a");
    expect(Object.keys(client)).toEqual([]);
  });

  test("lets go where somebody else has wrapped it since", () => {
    const client = new Client();
    const undo = override(client, loud);
    const before = client.send.bind(client);
    client.send = (word) => `<${before(word)}>`;
    undo();
    expect(client.send("a")).toBe("<sent a>");
  });

  test("passes over what cannot be changed", () => {
    const client = Object.freeze(new Client());
    override(client, loud)();
    expect(client.send("a")).toBe("sent a");
    override({}, loud)();
  });
});
