import { setTimeout as sleep } from "node:timers/promises";
import { ApolloServer } from "@apollo/server";
import { envelop, useEngine, useSchema } from "@envelop/core";
import { fastify } from "fastify";
import { createSchema, createYoga } from "graphql-yoga";
import { mercurius } from "mercurius";
import { afterEach, describe, expect, it } from "vitest";
import { ApolloServerPluginPromenade } from "../src/apollo.ts";
import { graphql } from "../src/index.ts";
import { attachMercurius, promenadeMercurius } from "../src/mercurius.ts";
import { usePromenade } from "../src/yoga.ts";
import { countsOf, startPromenade, troublesOf } from "./support/app.ts";
import { graphql16 } from "./support/graphql16.ts";
import { makeSchema } from "./support/schema.ts";
import { unitCounter } from "./support/units.ts";

const operations = async (app: Parameters<typeof countsOf>[0]): Promise<readonly string[]> => {
  const name = "graphql_operation_duration_seconds_count";
  const lines = await countsOf(app, name);
  return lines.map((line) =>
    line
      .slice(name.length)
      .replaceAll(/graphql_operation_|outcome=|"/g, "")
      .replaceAll(/name=|type=/g, ""),
  );
};

const undo: (() => unknown)[] = [];

afterEach(async () => {
  for (const one of undo.splice(0).toReversed()) await one();
});

describe("usePromenade()", () => {
  const yogaWith = (...plugins: ReturnType<typeof usePromenade>[]) => {
    const yoga = createYoga({
      logging: false,
      plugins,
      context: ({ request }) => {
        if (request.headers.has("x-fail")) throw new Error("no context");
        return {};
      },
      schema: createSchema({
        typeDefs: "type Query { hello: String }",
        resolvers: { Query: { hello: () => "world" } },
      }),
    });
    return async (query: string, headers: Record<string, string> = {}) => {
      const response = await yoga.fetch("http://yoga/graphql", {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify({ query }),
      });
      return await response.json();
    };
  };

  it("counts once when it is there twice", async () => {
    const app = await startPromenade(graphql());
    await yogaWith(usePromenade(), usePromenade())("query One { hello }");
    expect(await operations(app)).toEqual(["{One,query,ok} 1"]);
    expect(await countsOf(app, "graphql_phase_duration_seconds_count")).toEqual([
      'graphql_phase_duration_seconds_count{phase="execute"} 1',
      'graphql_phase_duration_seconds_count{phase="parse"} 1',
      'graphql_phase_duration_seconds_count{phase="validate"} 1',
    ]);
  });

  it("tells a context that could not be made from an operation that is wrong", async () => {
    const app = await startPromenade(graphql());
    await yogaWith(usePromenade())("query One { hello }", { "x-fail": "1" });
    expect(await operations(app)).toEqual(["{One,query,error} 1"]);
    expect(await countsOf(app, "graphql_errors_total")).toEqual([
      'graphql_errors_total{phase="context",code="INTERNAL_SERVER_ERROR"} 1',
    ]);
  });

  it("records a request without a query", async () => {
    const app = await startPromenade(graphql());
    await yogaWith(usePromenade())("");
    expect(await operations(app)).toEqual(["{<invalid>,<unknown>,invalid} 1"]);
    expect(await troublesOf(app)).toEqual([]);
  });

  it("ends a result that comes in parts with its last one", async () => {
    const app = await startPromenade(graphql());
    const inFlight = async () => await countsOf(app, "graphql_operations_in_flight");
    const yoga = createYoga({
      logging: false,
      schema: makeSchema(graphql16),
      plugins: [
        usePromenade(),
        {
          onExecute({
            setResultAndStopExecution,
          }: {
            setResultAndStopExecution(result: never): void;
          }) {
            setResultAndStopExecution(
              (async function* parts() {
                yield { data: { hello: "world" }, hasNext: true };
                await sleep(20);
                yield { incremental: [], hasNext: false };
              })() as never,
            );
          },
        },
      ],
    });
    const response = await yoga.fetch("http://yoga/graphql", {
      method: "POST",
      headers: { "content-type": "application/json", accept: "multipart/mixed" },
      body: JSON.stringify({ query: "query Parts { hello }" }),
    });
    expect(await inFlight()).toEqual(["graphql_operations_in_flight 1"]);
    expect(await operations(app)).toEqual([]);
    expect(await response.text()).toContain("incremental");
    expect(await inFlight()).toEqual([]);
    expect(await operations(app)).toEqual(["{Parts,query,ok} 1"]);
  });

  it("works in Envelop without Yoga, again and again with one context", async () => {
    const { plugin, query, units } = unitCounter();
    const app = await startPromenade(plugin, graphql());
    const getEnveloped = envelop({
      plugins: [
        useEngine(graphql16 as never),
        useSchema(makeSchema(graphql16, { onQuery: query })),
        usePromenade(),
      ],
    });
    const context = {};
    const run = async (source: string): Promise<unknown> => {
      const { parse, validate, execute, contextFactory, schema } = getEnveloped(context);
      const document = parse(source);
      const errors = validate(schema, document);
      if (errors.length > 0) return { errors };
      return await execute({ schema, document, contextValue: await contextFactory() });
    };
    await run("query Users { users { id friends { id } } }");
    await run("query Users { users { id } }");
    await run("{ nope }");
    expect(() => getEnveloped(context).parse("{")).toThrow("Syntax Error");
    expect(await operations(app)).toEqual([
      "{<invalid>,<unknown>,invalid} 2",
      "{Users,query,ok} 2",
    ]);
    expect(units()).toEqual(["graphql Users 1", "graphql Users 3"]);
  });
});

describe("ApolloServerPluginPromenade()", () => {
  const serverWith = async (
    options: Partial<ConstructorParameters<typeof ApolloServer>[0]> = {},
  ) => {
    const server = new ApolloServer({
      schema: makeSchema(graphql16),
      plugins: [ApolloServerPluginPromenade()],
      stopOnTerminationSignals: false,
      ...(options as object),
    });
    await server.start();
    undo.push(async () => await server.stop());
    return server;
  };

  it("counts once when it is there twice", async () => {
    const app = await startPromenade(graphql());
    const plugins = [ApolloServerPluginPromenade(), ApolloServerPluginPromenade()];
    const server = await serverWith({ plugins });
    await server.executeOperation({ query: "query One { hello }" });
    expect(await operations(app)).toEqual(["{One,query,ok} 1"]);
    // One call is no batch.
    expect(await countsOf(app, "graphql_batch_size")).toEqual([]);
  });

  it("records what another plugin refuses, answers or breaks", async () => {
    const app = await startPromenade(graphql());
    const server = await serverWith({
      logger: { debug() {}, info() {}, warn() {}, error() {} },
      plugins: [
        {
          requestDidStart: async () => ({
            didResolveOperation: async ({ operationName }) => {
              if (operationName === "TooMuch")
                throw new graphql16.GraphQLError("no", { extensions: { code: "TOO_COMPLEX" } });
            },
            responseForOperation: async ({ operationName, response: { http } }) =>
              operationName === "Cached"
                ? { http, body: { kind: "single", singleResult: { data: { hello: "old" } } } }
                : null,
            willSendResponse: async ({ operationName }) => {
              if (operationName === "Broken") throw new Error("broken plugin");
            },
          }),
        },
        ApolloServerPluginPromenade(),
      ],
    });
    await server.executeOperation({ query: "query TooMuch { hello }" });
    await server.executeOperation({ query: "query Cached { hello }" });
    await expect(server.executeOperation({ query: "query Broken { hello }" })).rejects.toThrow(
      "Internal server error",
    );
    await sleep(5);
    expect(await operations(app)).toEqual([
      "{Broken,query,ok} 1",
      "{Cached,query,ok} 1",
      "{TooMuch,query,invalid} 1",
    ]);
    expect(await countsOf(app, "graphql_errors_total")).toEqual([
      'graphql_errors_total{phase="request",code="TOO_COMPLEX"} 1',
    ]);
    expect(await countsOf(app, "graphql_operations_in_flight")).toEqual([]);
  });

  it("finds the field though errors are formatted without their path", async () => {
    const app = await startPromenade(graphql());
    const server = await serverWith({
      formatError: () => ({ message: "hidden", extensions: { code: "HIDDEN" } }),
    });
    await server.executeOperation({ query: "{ users { x: bad } }" });
    expect(await countsOf(app, "graphql_errors_total")).toEqual([
      'graphql_errors_total{phase="execute",code="HIDDEN",field="User.bad"} 2',
    ]);
  });

  it("records a context that could not be made", async () => {
    const app = await startPromenade(graphql());
    const server = await serverWith({ logger: { debug() {}, info() {}, warn() {}, error() {} } });
    await server.executeHTTPGraphQLRequest({
      httpGraphQLRequest: {
        method: "POST",
        headers: new Map([["content-type", "application/json"]]) as never,
        search: "",
        body: { query: "{ hello }" },
      },
      context: async () => await Promise.reject(new Error("no context")),
    });
    expect(await operations(app)).toEqual(["{<unknown>,<unknown>,error} 1"]);
    expect(await countsOf(app, "graphql_errors_total")).toEqual([
      'graphql_errors_total{phase="context",code="INTERNAL_SERVER_ERROR"} 1',
    ]);
  });
});

describe("promenadeMercurius", () => {
  const serverWith = async (options: object = {}) => {
    const server = fastify();
    await server.register(mercurius, { schema: makeSchema(graphql16), ...options });
    undo.push(async () => await server.close());
    return server;
  };

  it("counts once when it is there twice", async () => {
    const app = await startPromenade(graphql());
    const server = await serverWith();
    await server.register(promenadeMercurius);
    await server.register(promenadeMercurius);
    attachMercurius(server);
    await server.inject({
      method: "POST",
      url: "/graphql",
      payload: { query: "query One { hello }" },
    });
    expect(await operations(app)).toEqual(["{One,query,ok} 1"]);
  });

  it("records app.graphql(), which has no request", async () => {
    const app = await startPromenade(graphql());
    const server = await serverWith();
    await server.register(promenadeMercurius);
    await server.ready();
    await server.graphql("query One { hello }");
    await expect(server.graphql("{ nope }")).rejects.toThrow("Graphql validation error");
    expect(await operations(app)).toEqual(["{One,query,ok} 1"]);
    expect(await countsOf(app, "graphql_operations_in_flight")).toEqual([]);
  });

  it("ends what fails early with the response when the application handles errors itself", async () => {
    const app = await startPromenade(graphql());
    const server = await serverWith({ errorHandler: false });
    await server.register(promenadeMercurius);
    server.setErrorHandler(async (_error, _request, reply) => await reply.code(400).send("no"));
    const url = await server.listen({ port: 0, host: "127.0.0.1" });
    const response = await fetch(`${url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: "{ nope }" }),
    });
    expect(response.status).toBe(400);
    await expect
      .poll(async () => await operations(app))
      .toEqual(["{<invalid>,<unknown>,invalid} 1"]);
  });

  it("leaves an application without Mercurius alone", async () => {
    const server = fastify();
    undo.push(async () => await server.close());
    await server.register(promenadeMercurius);
    server.get("/", () => "ok");
    const { body } = await server.inject("/");
    expect(body).toBe("ok");
    for (const odd of [undefined, null, 42, {}, { graphql: () => {} }]) attachMercurius(odd);
  });

  it("records compiled queries (jit) and the rest of what the cache answers", async () => {
    const app = await startPromenade(graphql());
    const server = await serverWith({ jit: 1 });
    await server.register(promenadeMercurius);
    for (let at = 0; at < 4; at += 1)
      await server.inject({
        method: "POST",
        url: "/graphql",
        payload: { query: "query One { users { bad } }" },
      });
    expect(await operations(app)).toEqual(["{One,query,partial} 4"]);
    expect(await countsOf(app, "graphql_errors_total")).toEqual([
      'graphql_errors_total{phase="execute",code="TEAPOT",field="User.bad"} 8',
    ]);
  });
});

describe("graphql()", () => {
  it("refuses wrong options", () => {
    expect(() => graphql({ maxOperationNames: -1 })).toThrow(/maxOperationNames/);
    expect(() => graphql({ operationNames: "Users" as never })).toThrow(/operationNames/);
    expect(() => graphql({ chanels: true } as never)).toThrow(/Did you mean "channels"/);
  });

  it("gives names that the server knows series of their own", async () => {
    const app = await startPromenade(graphql({ operationNames: ["Known"], maxOperationNames: 0 }));
    const server = await serverOf();
    await server("query Known { hello }");
    await server("query Stranger { hello }");
    expect(await operations(app)).toEqual(["{<other>,query,ok} 1", "{Known,query,ok} 1"]);
  });

  it("counts what it fails at itself, and the host does not notice", async () => {
    const app = await startPromenade(graphql());
    const server = await serverOf();
    const hostile = Object.defineProperty({ message: "x" }, "path", {
      get: () => {
        throw new Error("hostile error");
      },
    });
    expect(await server("{ hello }", { errors: [hostile], data: null })).toEqual({
      errors: [hostile],
      data: null,
    });
    expect(await troublesOf(app)).toEqual(['promenade_listener_errors_total{plugin="graphql"} 1']);
  });
});

/** A server that is only observed, with the result that it shall have. */
async function serverOf() {
  const { observe } = await import("../src/engine.ts");
  const schema = makeSchema(graphql16);
  return async (query: string, result?: object) => {
    const { parse, execute } = observe({
      parse: graphql16.parse,
      execute: result === undefined ? graphql16.execute : async () => await Promise.resolve(result),
    });
    return await execute({ schema, document: parse(query) });
  };
}
