import { describe, expect, it } from "vitest";
import { graphql } from "../src/index.ts";
import { countsOf, startPromenade, troublesOf } from "./support/app.ts";
import { graphql16 } from "./support/graphql16.ts";
import { hashOf } from "./support/hash.ts";
import { makeSchema } from "./support/schema.ts";
import { startApollo, startMercurius, startYoga, type StartServer } from "./support/servers.ts";

const servers: readonly (readonly [string, StartServer])[] = [
  ["Yoga 5", startYoga],
  ["Apollo Server 5", startApollo],
  ["Mercurius 16", startMercurius],
];

describe.each(servers)("%s", (_name, start) => {
  it("counts each operation of a batch, and the batch", async () => {
    const app = await startPromenade(graphql());
    const server = await start(makeSchema(graphql16), true);
    await server.post([
      { query: "query One { hello }" },
      { query: "query Two { users { bad } }" },
      { query: "query Three { nope }" },
    ]);
    await server.post({ query: "query Alone { hello }" });
    await server.close();
    expect(await countsOf(app, "graphql_batch_size_")).toContain("graphql_batch_size_count 1");
    expect(await countsOf(app, "graphql_batch_size_")).toContain("graphql_batch_size_sum 3");
    expect(await countsOf(app, "graphql_operation_duration_seconds_count")).toEqual([
      'graphql_operation_duration_seconds_count{graphql_operation_name="<invalid>",graphql_operation_type="<unknown>",outcome="invalid"} 1',
      'graphql_operation_duration_seconds_count{graphql_operation_name="Alone",graphql_operation_type="query",outcome="ok"} 1',
      'graphql_operation_duration_seconds_count{graphql_operation_name="One",graphql_operation_type="query",outcome="ok"} 1',
      'graphql_operation_duration_seconds_count{graphql_operation_name="Two",graphql_operation_type="query",outcome="partial"} 1',
    ]);
    expect(await troublesOf(app)).toEqual([]);
  });

  it("tells hits, misses and registrations of persisted queries", async () => {
    const app = await startPromenade(graphql());
    const server = await start(makeSchema(graphql16), true);
    const query = "query Persisted { hello }";
    const extensions = { persistedQuery: { version: 1, sha256Hash: hashOf(query) } };
    await server.post({ extensions });
    await server.post({ query, extensions });
    const answers = [await server.post({ extensions }), await server.post({ extensions })];
    expect(answers.map(({ body }) => body)).toEqual(
      answers.map(() => expect.objectContaining({ data: { hello: "world" } })),
    );
    await server.close();
    expect(await countsOf(app, "graphql_persisted_queries_total")).toEqual([
      'graphql_persisted_queries_total{outcome="hit"} 2',
      'graphql_persisted_queries_total{outcome="miss"} 1',
      'graphql_persisted_queries_total{outcome="registered"} 1',
    ]);
    // What was missed has not been an operation.
    expect(await countsOf(app, "graphql_operation_duration_seconds_count")).toEqual([
      'graphql_operation_duration_seconds_count{graphql_operation_name="Persisted",graphql_operation_type="query",outcome="ok"} 3',
    ]);
    expect(await countsOf(app, "graphql_operations_in_flight")).toEqual([]);
    expect(await troublesOf(app)).toEqual([]);
  });

  it("shows operations in flight, and none afterwards", async () => {
    const app = await startPromenade(graphql());
    const server = await start(makeSchema(graphql16), true);
    const running = [server.post({ query: "{ slow }" }), server.post({ query: "{ slow }" })];
    await expect
      .poll(async () => await countsOf(app, "graphql_operations_in_flight"), { interval: 5 })
      .toEqual(["graphql_operations_in_flight 2"]);
    await Promise.all(running);
    expect(await countsOf(app, "graphql_operations_in_flight")).toEqual([]);
    await server.close();
  });

  it("forgets no operation whose client went away, and none that Promenade's stop cut off", async () => {
    const app = await startPromenade(graphql());
    const server = await start(makeSchema(graphql16), true);
    const gone = new AbortController();
    const running = fetch(server.url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: "query Gone { slow }" }),
      signal: gone.signal,
    });
    await expect
      .poll(async () => await countsOf(app, "graphql_operations_in_flight"), { interval: 5 })
      .toHaveLength(1);
    gone.abort();
    await expect(running).rejects.toThrow("aborted");
    await expect.poll(async () => await countsOf(app, "graphql_operations_in_flight")).toEqual([]);
    const cut = server.post({ query: "query Cut { slow }" });
    await app.stop();
    expect(await cut).toMatchObject({ status: 200, body: { data: { slow: "late" } } });
    await app.start();
    expect(await countsOf(app, "graphql_operations_in_flight")).toEqual([]);
    await server.post({ query: "query After { hello }" });
    await server.close();
    expect(await countsOf(app, "graphql_operation_duration_seconds_count")).toContain(
      'graphql_operation_duration_seconds_count{graphql_operation_name="After",graphql_operation_type="query",outcome="ok"} 1',
    );
    expect(await troublesOf(app)).toEqual([]);
  });

  it("records for two apps of one process, each until it stops", async () => {
    const first = await startPromenade(graphql());
    const second = await startPromenade(graphql());
    const server = await start(makeSchema(graphql16), true);
    await server.post({ query: "query One { hello }" });
    await first.stop();
    await server.post({ query: "query One { hello }" });
    await server.close();
    const count = (number: number): readonly string[] => [
      `graphql_operation_duration_seconds_count{graphql_operation_name="One",graphql_operation_type="query",outcome="ok"} ${number}`,
    ];
    expect(await countsOf(first, "graphql_operation_duration_seconds_count")).toEqual(count(1));
    expect(await countsOf(second, "graphql_operation_duration_seconds_count")).toEqual(count(2));
  });
});
