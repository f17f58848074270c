import { describe, expect, it } from "vitest";
import { graphql } from "../src/index.ts";
import { countsOf, startPromenade, troublesOf } from "./support/app.ts";
import { graphql17 } from "./support/graphql17.ts";
import { requests } from "./support/requests.ts";
import { makeSchema } from "./support/schema.ts";
import { plainServer, startApollo, startYoga, type StartServer } from "./support/servers.ts";

/** Without an adapter: graphql 17 tells by itself. */
const startPlain: StartServer = async (schema) => await plainServer(graphql17)(schema, false);

const servers: readonly (readonly [string, StartServer])[] = [
  ["graphql-js 17 by its channels", startPlain],
  // Both the adapter and the channels see these.
  ["graphql-js 17 with observe()", plainServer(graphql17)],
  ["Yoga 5", startYoga],
  ["Apollo Server 5, which asks for 16 and runs", startApollo],
];

describe.each(servers)("%s on graphql 17", (_name, start) => {
  it("is recorded once, as graphql 16 is", async () => {
    expect(graphql17.version).toMatch(/^17\./);
    const app = await startPromenade(graphql());
    const server = await start(makeSchema(graphql17), true);
    for (const request of requests) await server.post(request);
    await server.close();
    expect(await troublesOf(app)).toEqual([]);
    const counts = await countsOf(app);
    const text = counts.filter((line) => !line.startsWith("graphql_phase")).join("\n");
    await expect(`${text}\n`).toMatchFileSnapshot("golden/operations.txt");
    const phases = counts.filter((line) => line.startsWith("graphql_phase"));
    for (const phase of phases)
      expect(Number(phase.split(" ").at(-1))).toBeLessThanOrEqual(requests.length);
  });

  it("answers as it does without the plugin", async () => {
    const observed = await start(makeSchema(graphql17), true);
    const bare = await start(makeSchema(graphql17), false);
    for (const isRecorded of [false, true]) {
      if (isRecorded) await startPromenade(graphql());
      for (const request of requests)
        expect(await observed.post(request)).toEqual(await bare.post(request));
    }
    await observed.close();
    await bare.close();
  });
});
