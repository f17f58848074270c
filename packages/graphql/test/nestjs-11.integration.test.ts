import { cp } from "node:fs/promises";
import { join } from "node:path";
import { runOrThrow } from "@promenade/testing/services";
import { beforeAll, expect, it } from "vitest";
import { installPacked } from "../../../test-apps/test/support/install.ts";

let directory: string;

beforeAll(async () => {
  const source = join(import.meta.dirname, "nest11");
  const packages = ["@promenade/core", "@promenade/graphql", "@promenade/nestjs"];
  directory = await installPacked("graphql-nest-11", source, packages);
  await cp(join(source, "main.cjs"), join(directory, "main.cjs"));
}, 600_000);

it.each(["apollo-express", "apollo-fastify", "mercurius", "yoga"])(
  "records %s in a CommonJS application on Nest 11",
  { timeout: 60_000 },
  async (kind) => {
    const text = await runOrThrow(process.execPath, ["main.cjs", kind], { directory });
    const lines = text
      .split("\n")
      .filter((line) =>
        /^(?:graphql_operation_duration_seconds_count|graphql_errors_total|promenade_listener_errors_total\S+ [1-9])/.test(
          line,
        ),
      );
    expect(lines.toSorted()).toEqual([
      'graphql_errors_total{phase="execute",code="INTERNAL_SERVER_ERROR",field="Query.boom"} 1',
      'graphql_errors_total{phase="parse",code="GRAPHQL_PARSE_FAILED"} 1',
      'graphql_errors_total{phase="validate",code="GRAPHQL_VALIDATION_FAILED"} 1',
      'graphql_operation_duration_seconds_count{graphql_operation_name="<invalid>",graphql_operation_type="<unknown>",outcome="invalid"} 2',
      'graphql_operation_duration_seconds_count{graphql_operation_name="Fail",graphql_operation_type="query",outcome="partial"} 1',
      'graphql_operation_duration_seconds_count{graphql_operation_name="One",graphql_operation_type="query",outcome="ok"} 1',
    ]);
  },
);
