import "reflect-metadata";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { ApolloDriver } from "@nestjs/apollo";
import type { INestApplication } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { GraphQLModule, Int, Query, Resolver, Subscription } from "@nestjs/graphql";
import { MercuriusDriver } from "@nestjs/mercurius";
import { ExpressAdapter } from "@nestjs/platform-express";
import { FastifyAdapter } from "@nestjs/platform-fastify";
import type { Promenade } from "@promenade/core";
import { PROMENADE, PromenadeModule } from "@promenade/nestjs";
import { decorate } from "@promenade/testing";
import { createClient } from "graphql-ws";
import { describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { observe } from "../src/engine.ts";
import { graphql } from "../src/index.ts";
import { countsOf, silent, troublesOf } from "./support/app.ts";
import { graphql16 } from "./support/graphql16.ts";

class Numbers {
  one(): number {
    return 1;
  }
  boom(): number {
    throw new Error("boom");
  }
  async *ticks(): AsyncGenerator {
    for (let at = 1; at <= 3; at += 1) yield await Promise.resolve({ ticks: at });
  }
}
decorate(Numbers, {
  class: [Resolver()],
  methods: {
    one: [Query(() => Int)],
    boom: [Query(() => Int, { nullable: true })],
    ticks: [Subscription(() => Int)],
  },
});
for (const method of ["one", "boom", "ticks"])
  Reflect.defineMetadata("design:paramtypes", [], Numbers.prototype, method);

const platforms = [
  ["Apollo on Express", ApolloDriver, () => new ExpressAdapter()],
  ["Apollo on Fastify", ApolloDriver, () => new FastifyAdapter()],
  ["Mercurius", MercuriusDriver, () => new FastifyAdapter()],
] as const;

async function start(
  driver: typeof ApolloDriver | typeof MercuriusDriver,
  adapter: () => ExpressAdapter | FastifyAdapter,
  isObserved: boolean,
  options: object = {},
): Promise<INestApplication> {
  class Root {}
  Reflect.defineMetadata(
    "imports",
    [
      PromenadeModule.forRootAsync({
        useFactory: () => ({
          server: false,
          log: silent,
          plugins: isObserved ? [graphql()] : [],
        }),
      }),
      GraphQLModule.forRoot({ driver, autoSchemaFile: true, graphiql: false, ...options }),
    ],
    Root,
  );
  Reflect.defineMetadata("providers", [Numbers], Root);
  const app = await NestFactory.create(Root, adapter(), { logger: false, abortOnError: false });
  await app.listen(0, "127.0.0.1");
  return app;
}

describe.each(platforms)("Nest 12 with %s", (_name, driver, adapter) => {
  async function answersOf(app: INestApplication): Promise<readonly unknown[]> {
    const { port } = (app.getHttpServer() as Server).address() as AddressInfo;
    const answers: unknown[] = [];
    for (const query of ["query One { one }", "query Fail { one broken: boom }", "{ nope }", "{"]) {
      const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ query }),
      });
      const text = await response.text();
      // Apollo shows where an error was thrown, outside of production.
      answers.push([response.status, text.replaceAll(/"stacktrace":\[[^\]]*\],?/g, "")]);
    }
    return answers;
  }

  it("is recorded with nothing wired", async () => {
    const app = await start(driver, adapter, true);
    const bare = await start(driver, adapter, false);
    expect(await answersOf(app)).toEqual(await answersOf(bare));
    const promenade = app.get<Promenade>(PROMENADE);
    expect(await countsOf(promenade, "graphql_operation_duration_seconds_count")).toEqual([
      'graphql_operation_duration_seconds_count{graphql_operation_name="<invalid>",graphql_operation_type="<unknown>",outcome="invalid"} 2',
      'graphql_operation_duration_seconds_count{graphql_operation_name="Fail",graphql_operation_type="query",outcome="partial"} 1',
      'graphql_operation_duration_seconds_count{graphql_operation_name="One",graphql_operation_type="query",outcome="ok"} 1',
    ]);
    expect(await countsOf(promenade, "graphql_errors_total")).toEqual([
      'graphql_errors_total{phase="execute",code="INTERNAL_SERVER_ERROR",field="Query.boom"} 1',
      'graphql_errors_total{phase="parse",code="GRAPHQL_PARSE_FAILED"} 1',
      'graphql_errors_total{phase="validate",code="GRAPHQL_VALIDATION_FAILED"} 1',
    ]);
    expect(await troublesOf(promenade)).toEqual([]);
    await app.close();
    await bare.close();
  });
});

it("records subscriptions of Apollo's driver, with observe() in its options", async () => {
  const { execute, subscribe } = graphql16;
  const app = await start(ApolloDriver, () => new ExpressAdapter(), true, {
    subscriptions: { "graphql-ws": { ...observe({ execute, subscribe }) } },
  });
  const { port } = (app.getHttpServer() as Server).address() as AddressInfo;
  const client = createClient({
    url: `ws://127.0.0.1:${port}/graphql`,
    webSocketImpl: WebSocket,
  });
  const values: unknown[] = [];
  for await (const { data } of client.iterate({ query: "subscription Ticks { ticks }" }))
    values.push(data);
  await client.dispose();
  expect(values).toEqual([{ ticks: 1 }, { ticks: 2 }, { ticks: 3 }]);
  const promenade = app.get<Promenade>(PROMENADE);
  expect(await countsOf(promenade, "graphql_subscription_events_total")).toEqual([
    'graphql_subscription_events_total{graphql_operation_name="Ticks"} 3',
  ]);
  await app.close();
});
