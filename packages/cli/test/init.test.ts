import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { manifest, project, promenade, write, type Files } from "./helpers.ts";

interface InitResult {
  readonly framework: string;
  readonly libraries: readonly string[];
  readonly packageManager: string;
  readonly module: string;
  readonly file: string;
  readonly state: string;
  readonly content: string;
  readonly install: string;
  readonly run: string;
  readonly wiring: { readonly line: string; readonly place: string };
  readonly missing: readonly string[];
  readonly notes: readonly string[];
  readonly look: string;
  readonly isWritten: boolean;
}

async function initIn(files: Files, args: readonly string[] = []): Promise<InitResult> {
  const { code, stdout, stderr } = await promenade(await project(files), [
    "init",
    "--json",
    ...args,
  ]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout) as InitResult;
}

const packageJson = (
  dependencies: readonly string[],
  rest: Readonly<Record<string, unknown>> = {},
): Files => ({
  "package.json": manifest({
    dependencies: Object.fromEntries(dependencies.map((name) => [name, "*"])),
    ...rest,
  }),
});

describe("promenade init", () => {
  it.each<readonly [readonly string[], string, readonly string[]]>([
    [[], "none", []],
    [["express", "kafkajs"], "express", ["kafka"]],
    [["fastify", "mercurius", "graphql"], "fastify", ["graphql"]],
    [["graphql"], "none", []],
    [["@nestjs/core", "express", "@prisma/client"], "nestjs", ["prisma"]],
    [["@nestjs/core", "@nestjs/bullmq", "@nestjs/graphql"], "nestjs", ["bullmq", "graphql"]],
    [["@platformatic/kafka", "bullmq", "graphql-yoga"], "none", ["bullmq", "graphql", "kafka"]],
  ])("sees what %j is", async (dependencies, framework, libraries) => {
    expect(await initIn(packageJson(dependencies))).toMatchObject({ framework, libraries });
  });

  it.each<readonly [string, Files, string]>([
    ["the field packageManager", packageJson([], { packageManager: "pnpm@10.1.0" }), "pnpm add"],
    ["package-lock.json", { "package-lock.json": "{}" }, "npm install"],
    ["pnpm-lock.yaml", { "pnpm-lock.yaml": "" }, "pnpm add"],
    ["yarn.lock", { "yarn.lock": "" }, "yarn add"],
    ["bun.lock", { "bun.lock": "" }, "bun add"],
    ["nothing", {}, "npm install"],
  ])("tells the package manager by %s", async (_by, files, command) => {
    const { install } = await initIn({ ...files, ".git/HEAD": "" });
    expect(install).toBe(`${command} @promenade/core @promenade/node`);
  });

  it.each([
    ["npm", [], "npx @promenade/cli preview"],
    ["npm", ["@promenade/cli"], "npx promenade preview"],
    ["pnpm", [], "pnpm dlx @promenade/cli preview"],
    ["pnpm", ["@promenade/cli"], "pnpm promenade preview"],
    ["yarn", ["@promenade/cli"], "yarn promenade preview"],
    ["bun", [], "bunx @promenade/cli preview"],
    ["bun", ["@promenade/cli"], "bunx promenade preview"],
  ])("says how %s looks at the dashboards, with %j installed", async (manager, packages, look) => {
    const files = packageJson(packages, { packageManager: `${manager}@9.9.9` });
    expect(await initIn(files)).toMatchObject({ look });
  });

  it("serves the metrics that the app has already", async () => {
    const files = packageJson(["prom-client", "@prometheus-io/client"]);
    const { content, notes } = await initIn(files);
    expect(content).toContain('import { register } from "prom-client";');
    expect(content).toContain('import { register as register2 } from "@prometheus-io/client";');
    expect(content).toContain("  registries: [register, register2],");
    expect(notes).toEqual([]);
    const common = await initIn(packageJson(["@nestjs/core", "prom-client"], { type: "commonjs" }));
    expect(common.content).toContain('const { register } = require("prom-client");');
    expect(common.content).toContain("  registries: [register],");
  });

  it("says where they belong when the set-up would be too long", async () => {
    const files = packageJson([
      "@nestjs/core",
      "@nestjs/bullmq",
      "@nestjs/graphql",
      "@prisma/client",
      "@platformatic/kafka",
      "prom-client",
    ]);
    const { content, notes } = await initIn(files);
    expect(content).not.toContain("registries");
    expect(notes).toEqual(["prom-client: registries: [register], in the set-up"]);
  });

  it.each(["express", "fastify"])("says that nothing records the requests of %s", async (name) => {
    const { stdout } = await promenade(await project(packageJson([name])), ["init"]);
    expect(stdout).toMatch(
      new RegExp(`^warning ${name} has no plugin: .*its requests are not`, "m"),
    );
    const nest = packageJson([name, "@nestjs/core"]);
    expect((await promenade(await project(nest), ["init"])).stdout).not.toContain("warning");
  });

  it("finds the lock file of a workspace in a directory above", async () => {
    const directory = await project({ "yarn.lock": "", "apps/shop/package.json": manifest() });
    const { stdout } = await promenade(join(directory, "apps", "shop"), ["init", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({ packageManager: "yarn" });
  });

  it("writes the file, prints the two next commands, and changes nothing the second time", async () => {
    const directory = await project({
      ...packageJson(["@prisma/client", "typescript"], { scripts: { dev: "node src/main.ts" } }),
      "src/main.ts": "",
    });
    const first = await promenade(directory, ["init"]);
    expect(first).toMatchObject({ code: 0, stderr: "" });
    expect(first.stdout).toMatch(/^ok {6}src\/promenade\.ts written$/m);
    expect(first.stdout).toContain(
      'Add to the first line of src/main.ts:\n    import "./promenade.ts";',
    );
    expect(first.stdout.split("Next:\n")[1]).toBe(
      "    npm install @promenade/core @promenade/node @promenade/prisma\n    npm run dev\n\nWhile it runs, its dashboards in the browser:\n    npx @promenade/cli preview\n",
    );
    const text = await readFile(join(directory, "src", "promenade.ts"), "utf8");
    expect(text).toBe(`import { promenade } from "@promenade/core";
import { node } from "@promenade/node";
import { prisma } from "@promenade/prisma";

export const metrics = promenade({
  service: "shop",
  plugins: [node(), prisma()],
});
await metrics.start();
`);
    const second = await promenade(directory, ["init"]);
    expect(second).toMatchObject({ code: 0, stderr: "" });
    expect(second.stdout).toMatch(/^ok {6}src\/promenade\.ts is up to date$/m);
    expect(await readFile(join(directory, "src", "promenade.ts"), "utf8")).toBe(text);
    expect((await promenade(directory, ["lint"])).code).toBe(0);
  });

  it("keeps a human's file, and says what it lacks; --force writes it anew", async () => {
    const directory = await project(packageJson(["bullmq", "@promenade/core"]));
    const human = "// mine\n";
    await write(directory, { "promenade.js": human });
    const kept = await promenade(directory, ["init"]);
    expect(kept.code).toBe(0);
    expect(kept.stdout).toMatch(/promenade\.js is there already, and was left as it is/);
    expect(kept.stdout).toMatch(
      /does not use @promenade\/core, @promenade\/node, @promenade\/bullmq/,
    );
    expect(await readFile(join(directory, "promenade.js"), "utf8")).toBe(human);
    const forced = await promenade(directory, ["init", "--force"]);
    expect(forced.stdout).toMatch(/promenade\.js written anew/);
    expect(await readFile(join(directory, "promenade.js"), "utf8")).toContain("bullmq()");
  });

  it("shows the file with --dry-run, and writes nothing", async () => {
    const directory = await project({});
    const before = await readdir(directory);
    const { code, stdout } = await promenade(directory, ["init", "--dry-run"]);
    expect(code).toBe(0);
    expect(stdout).toContain("promenade.js would be written");
    expect(stdout).toContain("plugins: [node()],");
    expect(await readdir(directory)).toEqual(before);
  });

  it.each<readonly [string, Files, string]>([
    ["ES modules of a compiler", { "tsconfig.json": "{}" }, 'import "./promenade.js";'],
    [
      "ES modules that name TypeScript",
      { "tsconfig.json": '{"compilerOptions":{"allowImportingTsExtensions":true}}' },
      'import "./promenade.ts";',
    ],
    [
      "CommonJS of a compiler",
      { ...packageJson([], { type: "commonjs" }), "tsconfig.json": "{}" },
      'import "./promenade";',
    ],
    ["CommonJS", packageJson([], { type: "commonjs" }), 'require("./promenade");'],
    ["ES modules", {}, 'import "./promenade.js";'],
  ])("says how to import it in %s", async (_kind, files, line) => {
    expect((await initIn(files)).wiring.line).toBe(line);
  });

  it("fails without a package.json that it can read", async () => {
    const directory = await project({ "broken/package.json": "{", "empty/a.txt": "" });
    const none = await promenade(join(directory, "empty"), ["init"]);
    expect(none).toMatchObject({ code: 2, stdout: "" });
    expect(none.stderr).toMatch(
      /There is no .*package\.json\. Run this in the directory of the app/,
    );
    const broken = await promenade(join(directory, "broken"), ["init"]);
    expect(broken).toMatchObject({ code: 2, stdout: "" });
    expect(broken.stderr).toMatch(
      /package\.json cannot be read: .*\[PROMENADE_PROJECT_UNREADABLE\]/,
    );
  });
});
