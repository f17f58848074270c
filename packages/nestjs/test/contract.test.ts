import "reflect-metadata";
import { testPlugin } from "@promenade/testing";
import { afterAll, beforeAll } from "vitest";
import { nestjs } from "../src/index.ts";
import { startApp, type RunningApp } from "./support/app.ts";
import { Handlers } from "./support/handlers.ts";
import { Orders } from "./support/shop.ts";

let running: RunningApp;

beforeAll(async () => {
  running = await startApp("express", { controllers: [Orders], providers: [Handlers] });
});

afterAll(async () => {
  await running.app.close();
});

const json = { "content-type": "application/json", "content-length": "2" };
const fail = (): never => {
  throw new TypeError("no");
};

testPlugin((filter) => nestjs({ app: running.app, ...filter }), {
  exercise: async () => {
    await Promise.all([
      running.call("GET", "/orders"),
      running.call("GET", "/orders/boom"),
      running.call("POST", "/orders", { headers: json, body: "{}" }),
      running.call("GET", "/orders/slow/1", { abortAfter: 50 }),
      running.call("GET", "/orders/stream", { abortAfter: 100 }),
    ]);
    const handlers = running.app.get(Handlers);
    handlers.chat(() => "hello");
    await handlers.cleanUp(() => "done");
    try {
      handlers.add(fail);
    } catch {
      // Counted as an error of that class.
    }
    // A scrape while the stream is open makes its route known.
    await running.lines("http_server_active_event_streams");
  },
  conditional: { activeEventStreams: "a scrape while a stream is open" },
});
