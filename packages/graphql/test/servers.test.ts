import { describe, expect, it } from "vitest";
import { graphql } from "../src/index.ts";
import { countsOf, startPromenade, troublesOf } from "./support/app.ts";
import { graphql16 } from "./support/graphql16.ts";
import { requests } from "./support/requests.ts";
import { makeSchema } from "./support/schema.ts";
import {
  plainServer,
  startApollo,
  startMercurius,
  startYoga,
  type StartServer,
} from "./support/servers.ts";

const servers: readonly (readonly [string, StartServer])[] = [
  ["graphql-js 16", plainServer(graphql16)],
  ["Yoga 5", startYoga],
  ["Apollo Server 5", startApollo],
  ["Mercurius 16", startMercurius],
];

describe.each(servers)("%s on graphql 16", (_name, start) => {
  it("is recorded as every other server", async () => {
    const app = await startPromenade(graphql());
    const server = await start(makeSchema(graphql16), true);
    for (const request of requests) await server.post(request);
    await server.close();
    expect(await troublesOf(app)).toEqual([]);
    const counts = await countsOf(app);
    const text = counts.filter((line) => !line.startsWith("graphql_phase")).join("\n");
    await expect(`${text}\n`).toMatchFileSnapshot("golden/operations.txt");
    // What a server caches, or refuses early, runs fewer phases.
    const phases = counts.filter((line) => line.startsWith("graphql_phase"));
    expect(phases.map((line) => /phase="(\w+)"/.exec(line)?.[1])).toEqual([
      "execute",
      "parse",
      "validate",
    ]);
  });

  it("answers as it does without the adapter", async () => {
    const observed = await start(makeSchema(graphql16), true);
    const bare = await start(makeSchema(graphql16), false);
    const answersOf = async () => {
      for (const request of requests)
        expect(await observed.post(request)).toEqual(await bare.post(request));
    };
    // Idle, and at work.
    await answersOf();
    await startPromenade(graphql());
    await answersOf();
    await observed.close();
    await bare.close();
  });
});
