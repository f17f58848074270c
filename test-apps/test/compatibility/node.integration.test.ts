import { readFileSync } from "node:fs";
import { join } from "node:path";
import { nodeBinary, run, runOrThrow, type RunResult } from "@promenade/testing/services";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { sourceOf } from "../support/places.ts";
import { withNode } from "../support/programs.ts";
import { emptyFolder, formatNames, installConsumer } from "./consumer.ts";
import { nodeVersions } from "./versions.ts";

interface Told {
  readonly version: string;
  readonly exposition: string;
  readonly uploaded: { readonly ok: boolean; readonly created: number };
  readonly complaints: readonly string[];
}

/** What the app did, as every Node records it. */
const recorded = [
  'app_unit_duration_seconds_count{kind="graphql",unit="One"} 1',
  'app_unit_duration_seconds_count{kind="http",unit="/books/:id"} 1',
  'app_unit_duration_seconds_count{kind="message",unit="orders"} 1',
  'consumer_visits_total{kind="reader"} 2',
  'graphql_operation_duration_seconds_count{graphql_operation_name="One",graphql_operation_type="query",outcome="ok"} 1',
  'http_server_request_duration_seconds_count{http_request_method="GET",http_route="/books/:id",http_response_status_code="200"} 1',
  'kafka_consumer_message_duration_seconds_count{group="billing",topic="orders",outcome="ok"} 1',
  'prisma_operation_duration_seconds_count{model="Order",operation="findMany",outcome="ok"} 1',
  'toaster_burnt_total{bread="rye"} 1',
  'toaster_toast_duration_seconds_count{bread="rye"} 2',
];

vi.setConfig({ testTimeout: 120_000 });

let directory: string;
/** Where the dashboards are that the Node of this process writes. */
let exported: string;
/** Names of the metrics, by Node and format. */
const families = new Map<string, readonly string[]>();

const command = (): string => join(directory, "node_modules/@promenade/cli/dist/bin.js");

beforeAll(async () => {
  directory = await installConsumer();
  exported = await emptyFolder(directory, "exported");
  const options = { directory: join(directory, "cjs"), environment: withNode() };
  await runOrThrow(process.execPath, [command(), "export", "--out", exported], options);
}, 600_000);

async function start(binary: string, args: readonly string[], folder = "cjs"): Promise<RunResult> {
  const options = { directory: join(directory, folder), environment: withNode(binary) };
  const result = await run(binary, args, options);
  // Node 22.12 says so of each program that requires ES modules.
  const stderr = result.stderr.replace(
    /^\(node:\d+\) ExperimentalWarning: .+ using require\(\)\.\n(?:Support|\(Use) .+\n(?:\(Use .+\n)?/,
    "",
  );
  return { ...result, stderr };
}

/** Every entry of every package, as apps name it. */
function entries(): readonly string[] {
  const { dependencies } = manifestOf(sourceOf("consumer"));
  return Object.keys(dependencies)
    .filter((name) => name.startsWith("@promenade/"))
    .flatMap((name) =>
      Object.keys(manifestOf(join(directory, "node_modules", name)).exports)
        .filter((path) => path !== "./package.json")
        .map((path) => `${name}${path.slice(1)}`),
    );
}

function manifestOf(folder: string): Readonly<Record<"dependencies" | "exports", object>> {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as never;
}

describe.each(nodeVersions)("Node.js %s", (version) => {
  let binary: string;

  beforeAll(async () => {
    binary = await nodeBinary(version);
  }, 600_000);

  it.each(formatNames)(
    "runs an app with every plugin, which ends by itself: %s",
    async (format) => {
      const { code, stdout, stderr } = await start(binary, ["app.js"], format);
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      const { exposition, ...told } = JSON.parse(stdout) as Told;
      expect(told).toEqual({
        version: `v${version}`,
        uploaded: { ok: true, created: 8 },
        complaints: [],
      });
      const lines = exposition.split("\n");
      expect(lines).toEqual(expect.arrayContaining(recorded));
      const names = lines.filter((line) => line.startsWith("# TYPE ")).toSorted();
      families.set(`${version} ${format}`, names);
    },
  );

  it("gives CommonJS by require() what ES modules get by import()", async () => {
    const program = `
      const differ = async (name) => require(name) === (await import(name)) ? [] : [name];
      Promise.all(JSON.parse(process.argv[1]).map(differ)).then((all) => console.log(all.flat()));
    `;
    const result = await start(binary, ["--eval", program, JSON.stringify(entries())]);
    // Node's own test runner, which @promenade/testing loads, adds that there were no tests.
    expect(result).toEqual({ code: 0, stdout: expect.stringMatching(/^\[\]\n/), stderr: "" });
  });

  it("runs the command line, and writes the same dashboards", async () => {
    const help = await start(binary, [command(), "--help"]);
    expect(help).toMatchObject({ code: 0, stderr: "" });
    expect(help.stdout).toMatch(/^Usage: promenade /);
    const check = await start(binary, [command(), "export", "--check", "--out", exported]);
    expect(check).toMatchObject({ code: 0, stderr: "" });
    const lint = await start(binary, [command(), "lint"]);
    expect(lint).toMatchObject({ code: 0, stderr: "" });
    expect(lint.stdout).toContain("0 errors");
  });
});

it("records the same metrics on every Node.js, in both formats", () => {
  const lists = [...families.values()].map((names) => names.join("\n"));
  expect(lists).toHaveLength(nodeVersions.length * formatNames.length);
  expect(new Set(lists).size).toBe(1);
  expect(families.values().next().value?.length).toBeGreaterThan(150);
});
