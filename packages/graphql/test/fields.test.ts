import { describe, expect, it } from "vitest";
import { graphql, observeLoader, timeFields } from "../src/index.ts";
import { countsOf, startPromenade } from "./support/app.ts";
import { graphql16 } from "./support/graphql16.ts";
import { makeSchema } from "./support/schema.ts";
import { plainServer } from "./support/servers.ts";

const counts = async (app: Parameters<typeof countsOf>[0]): Promise<readonly string[]> =>
  await countsOf(app, "graphql_field_duration_seconds_count");

describe("timeFields()", () => {
  it("times the resolvers of its list and no others", async () => {
    const app = await startPromenade(graphql());
    const schema = timeFields(makeSchema(graphql16), ["Query.users", "User.*", "Query.boom"]);
    const server = await plainServer(graphql16)(schema, false);
    await server.post({ query: "{ hello users { id name bad friends { id } } }" });
    await server.post({ query: "{ boom }" });
    expect(await counts(app)).toEqual([
      'graphql_field_duration_seconds_count{field="Query.boom",outcome="error"} 1',
      'graphql_field_duration_seconds_count{field="Query.users",outcome="ok"} 1',
      'graphql_field_duration_seconds_count{field="User.bad",outcome="error"} 2',
      'graphql_field_duration_seconds_count{field="User.friends",outcome="ok"} 2',
    ]);
  });

  it("times none twice, and leaves the answers alone", async () => {
    const app = await startPromenade(graphql());
    const schema = timeFields(timeFields(makeSchema(graphql16), ["Query.*"]), ["Query.users"]);
    const timed = await plainServer(graphql16)(schema, false);
    const bare = await plainServer(graphql16)(makeSchema(graphql16), false);
    for (const query of ["{ hello users { id bad } }", "{ boom }", "{ node { id } }"])
      expect(await timed.post({ query })).toEqual(await bare.post({ query }));
    expect(await counts(app)).toContain(
      'graphql_field_duration_seconds_count{field="Query.users",outcome="ok"} 1',
    );
  });

  it("refuses a name that fits no resolver", () => {
    for (const name of ["Query.usres", "Usr.*", "User.name", "users"])
      expect(() => timeFields(makeSchema(graphql16), [name])).toThrow(
        expect.objectContaining({
          code: "PROMENADE_OPTION_INVALID",
          message: expect.stringContaining(`"${name}"`) as string,
        }),
      );
  });
});

describe("observeLoader()", () => {
  it("counts keys and failures, and passes values and errors on", async () => {
    const app = await startPromenade(graphql());
    const load = observeLoader("users", async (ids: readonly number[]) => {
      if (ids.length === 0) throw new RangeError("no ids");
      return ids.map(String);
    });
    expect(await load([1, 2, 3])).toEqual(["1", "2", "3"]);
    await expect(load([])).rejects.toThrow(RangeError);
    expect(await countsOf(app, "graphql_loader_batch_size_sum")).toEqual([
      'graphql_loader_batch_size_sum{loader="users"} 3',
    ]);
    expect(await countsOf(app, "graphql_loader_duration_seconds_count")).toEqual([
      'graphql_loader_duration_seconds_count{loader="users",outcome="error"} 1',
      'graphql_loader_duration_seconds_count{loader="users",outcome="ok"} 1',
    ]);
  });
});
