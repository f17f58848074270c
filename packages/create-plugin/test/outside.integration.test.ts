import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, delimiter, dirname, join, resolve } from "node:path";
import { npmInstall, removeDirectory, run, temporaryDirectory } from "@promenade/testing/services";
import { afterAll, beforeAll, expect, it } from "vitest";
import { packPackages } from "../../../scripts/apps/pack.mjs";
import { runProgram } from "../../../test-apps/test/support/programs.ts";

const repository = resolve(import.meta.dirname, "..", "..", "..");
const environment = {
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(?:VITEST|npm_|NODE_OPTIONS)/.test(name)),
  ),
  PATH: `${dirname(process.execPath)}${delimiter}${process.env["PATH"] ?? ""}`,
};

let directory: string;
/** Tarballs by the name of their package. */
let packed: Readonly<Record<string, string>>;

async function command(
  program: string,
  args: readonly string[],
  where: string,
  variables: Readonly<Record<string, string | undefined>> = {},
): Promise<string> {
  const options = {
    directory: where,
    environment: { ...environment, ...variables },
    timeoutMilliseconds: 280_000,
  };
  const { code, stdout, stderr } = await run(program, args, options);
  expect({ code, output: code === 0 ? "" : stdout + stderr }).toEqual({ code: 0, output: "" });
  return stdout + stderr;
}

type Manifest = Record<"dependencies" | "devDependencies", Record<string, string>>;

beforeAll(async () => {
  directory = temporaryDirectory("outside");
  const names = ["@promenade/core", "@promenade/create-plugin", "@promenade/testing"];
  const tarballs = await packPackages(names, join(directory, "tarballs"), runProgram);
  packed = Object.fromEntries(tarballs.map(({ name, file }) => [name, `file:${file}`]));
  const tool = JSON.stringify({ dependencies: { create: packed["@promenade/create-plugin"] } });
  writeFileSync(join(directory, "package.json"), tool);
  await npmInstall(directory);
}, 240_000);
afterAll(() => removeDirectory(directory));

/** Tarballs stand for the registry, which has these packages only after their release. */
async function install(target: string): Promise<void> {
  const file = join(target, "package.json");
  const manifest = JSON.parse(readFileSync(file, "utf8")) as Manifest;
  for (const kind of ["dependencies", "devDependencies"] as const)
    for (const name of Object.keys(manifest[kind]))
      manifest[kind][name] = packed[name] ?? manifest[kind][name] ?? "";
  // What `@promenade/testing` depends on.
  manifest.devDependencies["@promenade/promql"] = packed["@promenade/promql"] ?? "";
  writeFileSync(file, JSON.stringify(manifest));
  await npmInstall(target);
}

it("scaffolds, from packed tarballs, a package that passes its tests at once", async () => {
  await command(join(directory, "node_modules", ".bin", "create-plugin"), ["my-lib"], directory);
  const target = join(directory, "promenade-plugin-my-lib");
  await install(target);
  await command("npm", ["run", "build"], target);
  // The first run writes the dashboards; in CI they must be there, and the same. Most CI has no Prometheus.
  for (const variables of [{}, { CI: "true" }, { CI: "true", PROMENADE_PROMETHEUS: "off" }])
    expect(
      await command("npm", ["test"], target, { CI: undefined, ...variables, NO_COLOR: "1" }),
    ).toMatch(/Tests +21 passed \(21\)/);
}, 600_000);

it("passes with the guide's plugin in it, as the guide writes it", async () => {
  await command(join(directory, "node_modules", ".bin", "create-plugin"), ["undici"], directory);
  const target = join(directory, "promenade-plugin-undici");
  for (const folder of ["src", "test"]) removeDirectory(join(target, folder));
  mkdirSync(join(target, "src"));
  const guide = readFileSync(join(repository, "docs", "guides", "writing-a-plugin.md"), "utf8");
  const files = [...guide.matchAll(/^```ts\n\/\/ ([\w.]+\.ts)\n([\s\S]*?)^```/gm)];
  for (const [, name = "", code = ""] of files) writeFileSync(join(target, "src", name), code);
  expect(files.map(([, name]) => name)).toEqual([
    "metrics.ts",
    "attach.ts",
    "pool.ts",
    "dashboard.ts",
    "index.ts",
    "undici.test.ts",
  ]);
  await install(target);
  expect(await command("npm", ["test"], target, { CI: undefined, NO_COLOR: "1" })).toMatch(
    /Tests +20 passed \(20\)/,
  );
}, 600_000);

it("holds for a plugin that was made so, in at most 150 lines", async () => {
  const source = join(repository, "test-apps", "promenade-plugin-ioredis");
  const target = join(directory, "ioredis");
  cpSync(source, target, {
    recursive: true,
    filter: (path) => !/^(?:node_modules|dist)$/.test(basename(path)),
  });
  const lines = readdirSync(join(target, "src")).flatMap((file) =>
    readFileSync(join(target, "src", file), "utf8")
      .trimEnd()
      .split("\n"),
  );
  expect(lines.length).toBeLessThanOrEqual(150);
  await install(target);
  expect(await command("npm", ["test"], target, { CI: "true", NO_COLOR: "1" })).toMatch(
    /Tests +22 passed \(22\)/,
  );
}, 600_000);
