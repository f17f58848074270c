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
/** Counted as an error of that class. */
const ignored = (error: unknown): void => {
  if (!(error instanceof TypeError)) throw error;
};

/** Each method of the standard adds some 60 series once, whatever else is sent; all others together as many. */
const methods = ["GET", "POST", "PROPFIND", "PURGE", "MKCOL", "M-SEARCH", "BREW"];
const paths: readonly ((at: number) => string)[] = [
  (at) => `/${at}`,
  (at) => `/orders/${at}/items/${at}`,
  (at) => `/orders?page=${at}`,
  (at) => `/orders/%${at}`,
  (at) => `//host-${at}.example.com/orders`,
  (at) => `/${"a/".repeat(at % 500)}`,
];

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
    await handlers.cleanUp(fail).catch(ignored);
    try {
      handlers.add(fail);
    } catch (error) {
      ignored(error);
    }
    // A scrape while the stream is open makes its route known.
    await running.lines("http_server_active_event_streams");
  },
  hostile: async () => {
    let next = 0;
    const client = async (): Promise<void> => {
      for (let at = next++; at < 10_000; at = next++)
        await running.call(
          methods[at % methods.length] ?? "",
          paths[at % paths.length]?.(at) ?? "",
          {
            headers: { host: `host-${at}.example.com`, "user-agent": `agent/${at}` },
          },
        );
    };
    await Promise.all(Array.from({ length: 20 }, client));
  },
  conditional: { activeEventStreams: "a scrape while a stream is open" },
  emptyAlerts: {
    PromenadeNestjsErrorBudgetBurnsFast: "a request every ten seconds for an hour",
    PromenadeNestjsTrafficGone: "traffic a day ago",
  },
});
