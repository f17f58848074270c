import { describe, expect, it } from "vitest";
import { graphql } from "../src/index.ts";
import { OperationNames } from "../src/names.ts";
import { startPromenade, troublesOf } from "./support/app.ts";
import { flood } from "./support/flood.ts";
import { graphql16 } from "./support/graphql16.ts";
import { makeSchema } from "./support/schema.ts";
import { plainServer, startApollo, startMercurius, type StartServer } from "./support/servers.ts";

/** The contract does so with Yoga. */
const servers: readonly (readonly [string, StartServer, number])[] = [
  ["graphql-js 16", plainServer(graphql16), 10_000],
  ["Apollo Server 5", startApollo, 2000],
  ["Mercurius 16", startMercurius, 2000],
];

const seriesOf = (text: string): number =>
  text.split("\n").filter((line) => /^(?:graphql|promenade)_/.test(line)).length;

describe.each(servers)("%s under a flood", (_name, start, size) => {
  it("adds fewer than 300 series for random names, aliases, fields and codes", async () => {
    const app = await startPromenade(graphql());
    const server = await start(makeSchema(graphql16), true);
    await server.post({ query: "query Honest { hello }" });
    const before = seriesOf(await app.text());
    await flood(server, size);
    const text = await app.text();
    await server.close();
    expect(seriesOf(text) - before).toBeLessThan(300);
    const labels = text.matchAll(/(?:field|code)="([^"]*)"/g);
    const found = new Set([...labels].map(([, value]) => value));
    expect([...found].filter((value) => /\d/.test(value ?? ""))).toEqual([]);
    expect(await troublesOf(app)).toEqual([]);
  }, 60_000);
});

describe("a hostile document", () => {
  const server = async (): Promise<(query: string) => Promise<number>> => {
    const plain = await plainServer(graphql16)(makeSchema(graphql16), true);
    return async (query) => {
      const startedAt = performance.now();
      await plain.post({ query });
      return performance.now() - startedAt;
    };
  };

  it("with a bomb of fragments is measured without being expanded", async () => {
    const app = await startPromenade(graphql());
    const post = await server();
    // 2 to the power of 40 fields; `@skip` keeps graphql-js from executing them.
    const bomb = Array.from(
      { length: 40 },
      (_, at) => `fragment F${at} on User { ...F${at + 1} friends { ...F${at + 1} } }`,
    );
    const last = "fragment F40 on User { id }";
    await post(["query Bomb { users @skip(if: true) { ...F0 } }", ...bomb, last].join("\n"));
    const text = await app.text();
    expect(text).toContain('graphql_operation_fields_count{graphql_operation_type="query"} 1');
    expect(text).toContain('graphql_operation_depth_sum{graphql_operation_type="query"} 42');
    expect(await troublesOf(app)).toEqual([]);
  });

  it("with ten thousand failing aliases costs a few series", { timeout: 60_000 }, async () => {
    const app = await startPromenade(graphql());
    const post = await server();
    const aliases = Array.from({ length: 10_000 }, (_, at) => `a${at}: bad`).join(" ");
    await post(`query Aliases { users { ${aliases} } }`);
    const text = await app.text();
    const errors = text.split("\n").filter((line) => line.startsWith("graphql_errors_total{"));
    expect(errors.length).toBeLessThanOrEqual(2);
    const total = errors.reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
    expect(total).toBe(20_000);
  });

  it("nested a thousand levels deep is measured as far as it matters", async () => {
    const app = await startPromenade(graphql());
    const post = await server();
    const depth = 500;
    await post(
      `query Deep { users @skip(if: true) ${"{ friends ".repeat(depth)}{ id }${"}".repeat(depth)} }`,
    );
    const text = await app.text();
    expect(text).toContain('graphql_operation_depth_count{graphql_operation_type="query"} 1');
    expect(await troublesOf(app)).toEqual([]);
  });
});

describe("names of operations", () => {
  it("have labels of their own at once while there are few", () => {
    const names = new OperationNames({ known: [], most: 100 });
    expect(["A", "B", "A", undefined, ""].map((name) => names.label(name))).toEqual([
      "A",
      "B",
      "A",
      "<anonymous>",
      "<anonymous>",
    ]);
  });

  it("earn one by coming again once there are more", () => {
    const names = new OperationNames({ known: [], most: 100 });
    for (let at = 0; at < 8; at += 1) names.label(`First${at}`);
    expect([names.label("Late"), names.label("Late"), names.label("Late")]).toEqual([
      "<other>",
      "Late",
      "Late",
    ]);
  });

  it("that the server knows always have one, and are not counted among the clients'", () => {
    const names = new OperationNames({ known: ["Known"], most: 1 });
    for (let at = 0; at < 10_000; at += 1) names.label(`Random${at}`);
    expect(names.label("Known")).toBe("Known");
    expect(names.peek("Random0")).toBe("Random0");
    expect(names.peek("Random1")).toBe("<other>");
  });

  it("never exceed the limit, however often they come", () => {
    const names = new OperationNames({ known: [], most: 50 });
    const labels = new Set<string>();
    for (let round = 0; round < 30; round += 1)
      for (let at = 0; at < 900; at += 1) labels.add(names.label(`Name${at}`));
    expect(labels.size).toBe(51);
    expect(names.label("x".repeat(101))).toBe("<other>");
  });
});
