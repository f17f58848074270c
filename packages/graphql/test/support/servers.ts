import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { GraphQLSchema } from "graphql";
import { ApolloServerPluginPromenade } from "../../src/apollo.ts";
import { observe } from "../../src/engine.ts";
import { promenadeMercurius } from "../../src/mercurius.ts";
import { usePromenade } from "../../src/yoga.ts";
import type { ClientRequest } from "./requests.ts";

/** A server with our adapter, or the same one without. */
export interface GraphqlServer {
  readonly url: string;
  post(request: ClientRequest | readonly ClientRequest[]): Promise<Answer>;
  close(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export type StartServer = (schema: GraphQLSchema, isObserved: boolean) => Promise<GraphqlServer>;

export const startYoga: StartServer = async (schema, isObserved) => {
  const { createYoga } = await import("graphql-yoga");
  const { useAPQ } = await import("@graphql-yoga/plugin-apq");
  const yoga = createYoga({
    schema,
    logging: false,
    batching: true,
    plugins: [...(isObserved ? [usePromenade()] : []), useAPQ()],
  });
  const server = createServer((request, response) => void yoga(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/graphql`;
  return {
    url,
    post: poster(url),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await yoga.dispose();
    },
  };
};

export const startApollo: StartServer = async (schema, isObserved) => {
  const { ApolloServer } = await import("@apollo/server");
  const { startStandaloneServer } = await import("@apollo/server/standalone");
  const server = new ApolloServer({
    schema,
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    includeStacktraceInErrorResponses: false,
    allowBatchedHttpRequests: true,
    cache: cache(),
    persistedQueries: { cache: cache() },
    plugins: isObserved ? [ApolloServerPluginPromenade()] : [],
    stopOnTerminationSignals: false,
  });
  const { url } = await startStandaloneServer(server, { listen: { port: 0, host: "127.0.0.1" } });
  return { url, post: poster(url), close: async () => await server.stop() };
};

export const startMercurius: StartServer = async (schema, isObserved) => {
  const { fastify } = await import("fastify");
  const { mercurius } = await import("mercurius");
  const app = fastify();
  await app.register(mercurius, {
    schema,
    allowBatchedQueries: true,
    persistedQueryProvider: mercurius.persistedQueryDefaults.automatic(),
  });
  if (isObserved) await app.register(promenadeMercurius);
  const url = `${await app.listen({ port: 0, host: "127.0.0.1" })}/graphql`;
  return { url, post: poster(url), close: async () => await app.close() };
};

interface Engine {
  readonly parse: (source: string) => unknown;
  readonly validate: (schema: GraphQLSchema, document: never) => readonly unknown[];
  readonly execute: (args: never) => unknown;
}

/** What a server without a framework does. */
export function plainServer(engine: Engine): StartServer {
  return async (schema, isObserved) => {
    const { parse, validate, execute } = isObserved ? observe(engine) : engine;
    const answer = async ({ query = "", operationName, variables }: ClientRequest) => {
      let document: unknown;
      try {
        document = parse(query);
      } catch (error) {
        return { errors: [error] };
      }
      const errors = validate(schema, document as never);
      if (errors.length > 0) return { errors };
      const args = { schema, document, operationName, variableValues: variables };
      return await execute(args as never);
    };
    return {
      url: "",
      post: async (request) => ({
        status: 200,
        body: JSON.parse(JSON.stringify(await answer(request as ClientRequest))) as unknown,
      }),
      close: async () => {},
    };
  };
}

function poster(url: string): GraphqlServer["post"] {
  return async (request) => {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify(request),
    });
    return { status: response.status, body: await response.json() };
  };
}

/** A cache for Apollo Server, which has none of its own that is bounded. */
function cache() {
  const values = new Map<string, string>();
  return {
    get: async (key: string) => values.get(key),
    set: async (key: string, value: string) => void values.set(key, value),
    delete: async (key: string) => void values.delete(key),
  };
}
