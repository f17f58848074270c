import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { Controller, Get, Param } from "@nestjs/common";
import { Registry, type Scope } from "@promenade/core";
import { decorate } from "@promenade/testing";
import { describe, expect, it, vi } from "vitest";
import { platforms, startApp } from "./support/app.ts";
import { Handlers } from "./support/handlers.ts";
import { Orders } from "./support/shop.ts";

const registry = new Registry();
const counted = Symbol("counted");

/** Counts work into the current unit, as an ORM plugin does. */
function work(): void {
  const scope = registry.scopes.current();
  scope?.state.set(counted, Number(scope.state.get(counted) ?? 0) + 1);
}

class Workers {
  async work(id: string): Promise<string> {
    work();
    await sleep(id === "slow" ? 200 : 5);
    work();
    return "done";
  }
}
decorate(Workers, {
  class: [Controller("tasks")],
  methods: { work: [Get(":id")] },
  parameters: [["work", 0, Param("id")]],
});

describe.each(platforms)("units of work on %s", (platform) => {
  it("are opened for each request while somebody consumes them, and end named", async () => {
    const app = await startApp(platform, { controllers: [Workers] }, { registry });
    await app.call("GET", "/tasks/0");
    const ended: Scope[] = [];
    const consumer = { end: (scope: Scope): void => void ended.push(scope) };
    registry.scopes.consume(consumer);
    await Promise.all([app.call("GET", "/tasks/1"), app.call("GET", "/tasks/2")]);
    await app.call("GET", "/nothing");
    await sleep(20);
    registry.scopes.release(consumer);
    await app.call("GET", "/tasks/3");
    await sleep(20);
    expect(ended.map(({ kind, name, state }) => [kind, name, state.get(counted)])).toEqual([
      ["http", "/tasks/:id", 2],
      ["http", "/tasks/:id", 2],
      ["http", "<unmatched>", undefined],
    ]);
    await app.app.close();
  });
});

it("that are event streams, or on routes to ignore, have no length", async () => {
  const options = { registry, nestjs: { ignoreRoutes: ["/tasks/:id"] } };
  const app = await startApp("express", { controllers: [Workers, Orders] }, options);
  const ended = new Map<string | undefined, number | undefined>();
  const consumer = {
    end: ({ name, startedAt }: Scope): void => void ended.set(name, startedAt),
  };
  registry.scopes.consume(consumer);
  await app.call("GET", "/tasks/1");
  await app.call("GET", "/orders/stream", { abortAfter: 100 });
  await app.call("GET", "/nothing");
  await vi.waitUntil(() => ended.size === 3);
  registry.scopes.release(consumer);
  expect(ended.get("/tasks/:id")).toBeUndefined();
  expect(ended.get("/orders/stream")).toBeUndefined();
  expect(ended.get("<unmatched>")).toBeGreaterThan(0);
  await app.app.close();
});

it("are opened for messages and jobs", async () => {
  const app = await startApp("express", { providers: [Handlers] }, { registry });
  const ended: Scope[] = [];
  const consumer = { end: (scope: Scope): void => void ended.push(scope) };
  registry.scopes.consume(consumer);
  const handlers = app.app.get(Handlers);
  handlers.chat(work);
  await handlers.cleanUp(async () => {
    await sleep(1);
    work();
  });
  registry.scopes.release(consumer);
  expect(ended.map(({ kind, name, state }) => [kind, name, state.get(counted)])).toEqual([
    ["websocket", "chat", 1],
    ["cron", "clean-up", 1],
  ]);
  await app.app.close();
});

describe.each(platforms)("exemplars on %s", (platform) => {
  const traces = new AsyncLocalStorage<string>();

  it("tell the trace of the request, though it is recorded when the response is closed", async () => {
    const exemplars = (): { trace_id: string; span_id: string } | undefined => {
      const trace_id = traces.getStore();
      return trace_id === undefined ? undefined : { trace_id, span_id: "1" };
    };
    const app = await startApp(platform, { controllers: [Workers] }, { exemplars }, (created) => {
      // What an instrumentation of the server does: the trace is there before any framework.
      const server = created.getHttpServer() as { emit: (...args: unknown[]) => boolean };
      const emit = server.emit.bind(server);
      server.emit = (event, ...args) =>
        event === "request" ? traces.run("abc", () => emit(event, ...args)) : emit(event, ...args);
    });
    await app.call("GET", "/tasks/1");
    // Nothing of the request runs any more when the socket of a client that went away is closed.
    await app.call("GET", "/tasks/slow", { abortAfter: 50 });
    await sleep(20);
    const text = await app.promenade.text("openmetrics");
    for (const status of [200, 499])
      expect(text).toMatch(
        new RegExp(
          `^http_server_request_duration_seconds_bucket\\{.*="${status}"\\} 1 # \\{trace_id="abc",span_id="1"\\}`,
          "m",
        ),
      );
    await app.app.close();
  });
});
