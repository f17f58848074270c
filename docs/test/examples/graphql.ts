import { strict as assert } from "node:assert";
import { once } from "node:events";
import { createServer } from "node:http";
import { promenade } from "@promenade/core";
import { graphql } from "@promenade/graphql";
import {
  graphql as answer,
  GraphQLInt,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
} from "graphql";
import { WebSocketServer } from "ws";
import { assertSeries, post } from "../run/checks.ts";
import type { Example } from "../run/example.ts";

const query = { query: "query Hello { hello }", operationName: "Hello" };
const requests = 'graphql_operation_duration_seconds_count{graphql_operation_name="Hello"';

function makeSchema(): GraphQLSchema {
  const user = new GraphQLObjectType({
    name: "User",
    fields: { orders: { type: GraphQLInt, resolve: () => 3 } },
  });
  const fields = {
    hello: { type: GraphQLString, resolve: () => "world" },
    user: { type: user, resolve: () => ({}) },
  };
  return new GraphQLSchema({ query: new GraphQLObjectType({ name: "Query", fields }) });
}

/** What the page's servers share: a plugin at work. */
async function startPlugin(): Promise<void> {
  const plugin = graphql({ operationNames: ["Hello"] });
  await promenade({ service: "shop", plugins: [plugin] }).start();
}

interface Servers {
  readonly yoga: { fetch(url: string, options: object): Promise<Response> };
  readonly apollo: { executeOperation(request: object): Promise<object> };
  readonly app: { graphql(query: string): Promise<object> };
}

interface Loader {
  load(id: string): Promise<object>;
}

export const example: Example = {
  page: "packages/graphql/README.md",
  blocks: {
    Use: {
      given: async () => {
        await startPlugin();
        const sockets = new WebSocketServer({ noServer: true });
        return { schema: makeSchema(), sockets };
      },
      check: async ({ exports, scrape }) => {
        const { yoga, apollo, app } = exports as unknown as Servers;
        const http = createServer(yoga as never);
        await once(http.listen(3000), "listening");
        assert.match(await post("http://localhost:3000/graphql", query), /"hello":"world"/);
        await apollo.executeOperation(query);
        await app.graphql(query.query);
        const { text } = await scrape();
        const line = text.split("\n").find((one) => one.startsWith(requests)) ?? "";
        assert.match(line, / 3$/, text);
      },
    },
    "Resolvers and loaders, by choice": {
      given: async () => {
        await startPlugin();
        const findUsers = (ids: readonly string[]): Promise<object[]> =>
          Promise.resolve(ids.map((id) => ({ id })));
        return { DataLoader: OneBatch, findUsers, buildMySchema: makeSchema };
      },
      check: async ({ exports, scrape }) => {
        await answer({ schema: exports["schema"] as GraphQLSchema, source: "{ user { orders } }" });
        await (exports["users"] as Loader).load("ada");
        const { text } = await scrape();
        assertSeries(
          text,
          'graphql_field_duration_seconds_count{field="Query.user",outcome="ok"} 1',
          'graphql_field_duration_seconds_count{field="User.orders",outcome="ok"} 1',
          'graphql_loader_batch_size_count{loader="users"} 1',
        );
      },
    },
  },
};

/** What the plugin sees of a DataLoader: its batch function. */
class OneBatch {
  readonly #batch: (keys: readonly string[]) => Promise<readonly object[]>;

  constructor(batch: (keys: readonly string[]) => Promise<readonly object[]>) {
    this.#batch = batch;
  }

  async load(key: string): Promise<object | undefined> {
    return (await this.#batch([key]))[0];
  }
}
