import "reflect-metadata";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { ApolloDriver } from "@nestjs/apollo";
import type { INestApplication } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { GraphQLModule, Int, Query, Resolver } from "@nestjs/graphql";
import { MercuriusDriver } from "@nestjs/mercurius";
import { ExpressAdapter } from "@nestjs/platform-express";
import { FastifyAdapter } from "@nestjs/platform-fastify";
import type { Promenade } from "@promenade/core";
import { PROMENADE, PromenadeModule } from "@promenade/nestjs";
import { describe, expect, it } from "vitest";
import { graphql } from "../src/index.ts";
import { countsOf, silent, troublesOf } from "./support/app.ts";
import { decorate } from "./support/decorate.ts";

class Numbers {
  one(): number {
    return 1;
  }
  boom(): number {
    throw new Error("boom");
  }
}
decorate(Numbers, {
  class: [Resolver()],
  methods: {
    one: [Query(() => Int)],
    boom: [Query(() => Int, { nullable: true })],
  },
});
for (const method of ["one", "boom"])
  Reflect.defineMetadata("design:paramtypes", [], Numbers.prototype, method);

const platforms = [
  ["Apollo on Express", ApolloDriver, () => new ExpressAdapter()],
  ["Apollo on Fastify", ApolloDriver, () => new FastifyAdapter()],
  ["Mercurius", MercuriusDriver, () => new FastifyAdapter()],
] as const;

describe.each(platforms)("Nest 12 with %s", (_name, driver, adapter) => {
  async function start(isObserved: boolean): Promise<INestApplication> {
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
        GraphQLModule.forRoot({ driver, autoSchemaFile: true, graphiql: false }),
      ],
      Root,
    );
    Reflect.defineMetadata("providers", [Numbers], Root);
    const app = await NestFactory.create(Root, adapter(), { logger: false, abortOnError: false });
    await app.listen(0, "127.0.0.1");
    return app;
  }

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
    const app = await start(true);
    const bare = await start(false);
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
