import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Promenade } from "@promenade/core";
import { fastify } from "fastify";
import { createClient, type Client } from "graphql-ws";
import { useServer } from "graphql-ws/use/ws";
import { mercurius } from "mercurius";
import { afterEach, describe, expect, it } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { observe } from "../src/engine.ts";
import { graphql } from "../src/index.ts";
import { promenadeMercurius } from "../src/mercurius.ts";
import { countsOf, startPromenade, troublesOf } from "./support/app.ts";
import { graphql16 } from "./support/graphql16.ts";
import { makeSchema } from "./support/schema.ts";
import { startYoga } from "./support/servers.ts";
import { subscribeBySse } from "./support/sse.ts";
import { unitCounter } from "./support/units.ts";

const undo: (() => unknown)[] = [];

afterEach(async () => {
  for (const one of undo.splice(0).toReversed()) await one();
});

const active = async (app: Promenade): Promise<readonly string[]> =>
  await countsOf(app, "graphql_subscriptions_active");

/** What three ticks leave behind, from whatever server. */
async function expectTicks(app: Promenade): Promise<void> {
  expect(await countsOf(app, "graphql_subscription_events_total")).toEqual([
    'graphql_subscription_events_total{graphql_operation_name="Ticks"} 3',
  ]);
  await expect
    .poll(async () => await countsOf(app, "graphql_subscription_duration_seconds_count"))
    .toEqual(["graphql_subscription_duration_seconds_count 1"]);
  expect(await active(app)).toEqual([]);
  expect(
    await countsOf(app, "graphql_operation_duration_seconds_count"),
    "the subscription itself",
  ).toContain(
    'graphql_operation_duration_seconds_count{graphql_operation_name="Ticks",graphql_operation_type="subscription",outcome="ok"} 1',
  );
  expect(await troublesOf(app)).toEqual([]);
}

const query = "subscription Ticks { ticks(count: 3) }";

describe("Yoga 5 by server-sent events", () => {
  it("counts events, what is open, and its life", async () => {
    const app = await startPromenade(graphql());
    const server = await startYoga(makeSchema(graphql16), true);
    const subscription = await subscribeBySse(server.url, query);
    expect(await subscription.rest()).toContain('{"data":{"ticks":3}}');
    await expectTicks(app);
    await server.close();
  });

  it("sees a client that goes away", async () => {
    const app = await startPromenade(graphql());
    const server = await startYoga(makeSchema(graphql16), true);
    const subscription = await subscribeBySse(
      server.url,
      "subscription Endless { ticks(count: 1000000000) }",
    );
    expect(await active(app)).toEqual([
      'graphql_subscriptions_active{graphql_operation_name="Endless"} 1',
    ]);
    await subscription.cancel();
    await expect.poll(async () => await active(app)).toEqual([]);
    await server.close();
  });

  it("records one that is refused", async () => {
    const app = await startPromenade(graphql());
    const server = await startYoga(makeSchema(graphql16), true);
    await server.post({ query: "subscription Refused { refused }" });
    expect(await countsOf(app, "graphql_errors_total")).toEqual([
      'graphql_errors_total{phase="execute",code="FORBIDDEN",field="Subscription.refused"} 1',
    ]);
    await server.close();
  });
});

describe("graphql-ws with observe()", () => {
  async function start(onQuery: () => void = () => {}): Promise<Client> {
    const server = createServer();
    const sockets = new WebSocketServer({ server });
    const { execute, subscribe } = graphql16;
    const schema = makeSchema(graphql16, { onQuery });
    const dispose = useServer({ schema, ...observe({ execute, subscribe }) }, sockets);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    undo.push(
      () => server.close(),
      async () => await dispose.dispose(),
    );
    const client = createClient({
      url: `ws://127.0.0.1:${portOf(server)}`,
      webSocketImpl: WebSocket,
    });
    undo.push(async () => await client.dispose());
    return client;
  }

  it("counts events, what is open, and its life", async () => {
    const app = await startPromenade(graphql());
    const client = await start();
    const values: unknown[] = [];
    for await (const { data } of client.iterate({ query })) values.push(data);
    expect(values).toEqual([{ ticks: 1 }, { ticks: 2 }, { ticks: 3 }]);
    await expectTicks(app);
  });

  it("sees a client that unsubscribes", async () => {
    const app = await startPromenade(graphql());
    const client = await start();
    const events = client.iterate({ query: "subscription Endless { ticks(count: 1000000) }" });
    await events.next();
    expect(await active(app)).toHaveLength(1);
    await events.return?.();
    await expect.poll(async () => await active(app)).toEqual([]);
  });
});

describe("each event", () => {
  it("is a unit of work of its own", async () => {
    const { plugin, query: count, units } = unitCounter();
    await startPromenade(plugin, graphql());
    const schema = makeSchema(graphql16);
    const { subscribe } = observe({ subscribe: graphql16.subscribe });
    const field = schema.getSubscriptionType()?.getFields()["ticks"];
    if (field !== undefined)
      field.resolve = async (value) => {
        await sleep(1);
        count();
        return value as number;
      };
    const document = graphql16.parse(query);
    const stream = (await subscribe({ schema, document })) as AsyncIterable<unknown>;
    const events: unknown[] = [];
    for await (const event of stream) events.push(event);
    expect(events).toHaveLength(3);
    expect(units()).toEqual(["graphql Ticks 1", "graphql Ticks 1", "graphql Ticks 1"]);
  });
});

describe("Mercurius 16 by WebSocket", () => {
  it("counts events, and what is open until its client leaves", async () => {
    const app = await startPromenade(graphql());
    const server = fastify();
    await server.register(mercurius, { schema: makeSchema(graphql16), subscription: true });
    await server.register(promenadeMercurius);
    const url = await server.listen({ port: 0, host: "127.0.0.1" });
    undo.push(async () => await server.close());
    const socket = new WebSocket(`${url.replace("http", "ws")}/graphql`, "graphql-ws");
    const messages: unknown[] = [];
    socket.on("message", (text: Buffer) => messages.push(JSON.parse(text.toString())));
    await once(socket, "open");
    socket.send(JSON.stringify({ type: "connection_init" }));
    socket.send(JSON.stringify({ id: "1", type: "start", payload: { query } }));
    await expect.poll(() => JSON.stringify(messages)).toContain('{"ticks":3}');
    expect(await active(app)).toEqual([
      'graphql_subscriptions_active{graphql_operation_name="Ticks"} 1',
    ]);
    socket.close();
    await expect.poll(async () => await active(app)).toEqual([]);
    await expectTicks(app);
  });
});

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
