import { testPlugin } from "@promenade/testing";
import { afterAll, beforeAll } from "vitest";
import { graphql, observeLoader, timeFields } from "../src/index.ts";
import { flood } from "./support/flood.ts";
import { graphql16 } from "./support/graphql16.ts";
import { hashOf } from "./support/hash.ts";
import { requests } from "./support/requests.ts";
import { makeSchema } from "./support/schema.ts";
import { startYoga, type GraphqlServer } from "./support/servers.ts";
import { subscribeBySse } from "./support/sse.ts";

let server: GraphqlServer;

beforeAll(async () => {
  const schema = timeFields(makeSchema(graphql16), ["Query.users", "User.*"]);
  server = await startYoga(schema, true);
});

afterAll(async () => {
  await server.close();
});

const load = observeLoader("users", async (ids: readonly number[]) => ids.map(String));

testPlugin((filter) => graphql({ ...filter }), {
  exercise: async (app) => {
    for (const request of requests) await server.post(request);
    await server.post([{ query: "{ hello }" }, { query: "query Users { users { id } }" }]);
    const query = `{ hello } # ${Math.random()}`;
    const extensions = { persistedQuery: { version: 1, sha256Hash: hashOf(query) } };
    await server.post({ extensions });
    await server.post({ query, extensions });
    await server.post({ extensions });
    await load([1, 2, 3]);
    const subscription = await subscribeBySse(server.url, "subscription Ticks { ticks(count: 2) }");
    // A scrape while the subscription is open makes its operation known.
    await app.text();
    await subscription.rest();
  },
  hostile: async () => {
    await flood(server, 3000);
  },
  emptyAlerts: { PromenadeGraphqlPersistedQueriesMissed: "a persisted query every second" },
  conditional: { activeSubscriptions: "a scrape while a subscription is open" },
});
