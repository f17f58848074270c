import { expect, it } from "vitest";
import { graphql } from "../src/index.ts";
import { startPromenade } from "./support/app.ts";
import { graphql16 } from "./support/graphql16.ts";
import { makeSchema } from "./support/schema.ts";
import {
  plainServer,
  startApollo,
  startMercurius,
  startYoga,
  type StartServer,
} from "./support/servers.ts";
import { unitCounter } from "./support/units.ts";

const servers: readonly (readonly [string, StartServer])[] = [
  ["graphql-js 16", plainServer(graphql16)],
  ["Yoga 5", startYoga],
  ["Apollo Server 5", startApollo],
  ["Mercurius 16", startMercurius],
];

it.each(servers)("%s makes each operation a unit of work, named by it", async (_name, start) => {
  const { plugin, query, units } = unitCounter();
  await startPromenade(plugin, graphql());
  const server = await start(makeSchema(graphql16, { onQuery: query }), true);
  // Two friends for each of two users: one query for the list, one for each user.
  const friends = { query: "query Friends { users { friends { id } } }" };
  const lists = { query: "query Lists { a: users { id } b: users { id } }" };
  await Promise.all([server.post(friends), server.post(lists), server.post(friends)]);
  await server.post({ query: "{ users { id } }" });
  expect(units()).toEqual([
    "graphql <anonymous> 1",
    "graphql Friends 3",
    "graphql Friends 3",
    "graphql Lists 2",
  ]);
  await server.close();
});

it.each(servers.slice(1))("%s keeps the operations of a batch apart", async (_name, start) => {
  const { plugin, query, units } = unitCounter();
  await startPromenade(plugin, graphql());
  const server = await start(makeSchema(graphql16, { onQuery: query }), true);
  await server.post([
    { query: "query One { users { id } }" },
    { query: "query Three { users { friends { id } } }" },
    { query: "query Two { a: users { id } b: users { id } }" },
  ]);
  expect(units()).toEqual(["graphql One 1", "graphql Three 3", "graphql Two 2"]);
  await server.close();
});
