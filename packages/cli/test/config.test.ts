import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { project, promenade, setUp, type Files } from "./helpers.ts";

const core = 'import { promenade } from "@promenade/core";\n';

describe("the set-up", () => {
  it.each<readonly [string, Files]>([
    ["promenade.ts", { "promenade.ts": setUp }],
    ["src/promenade.ts", { "src/promenade.ts": setUp }],
    ["promenade.mts", { "promenade.mts": setUp }],
    ["promenade.js", { "promenade.js": setUp }],
    ["a package of no type", { "package.json": '{"name":"shop"}', "promenade.ts": setUp }],
    [
      "a CommonJS package",
      { "package.json": '{"name":"shop","type":"commonjs"}', "promenade.ts": setUp },
    ],
    [
      "options with plugins",
      {
        "promenade.ts":
          'import { node } from "@promenade/node";\nexport const options = { service: "shop", plugins: [node()] };\n',
      },
    ],
    [
      "a default export",
      {
        "promenade.ts":
          setUp.replace("export const metrics", "const metrics") + "export default metrics;\n",
      },
    ],
    [
      "PromenadeModule.forRoot",
      {
        "promenade.ts":
          'import { PromenadeModule } from "@promenade/nestjs";\nimport { node } from "@promenade/node";\nexport const observability = PromenadeModule.forRoot({ plugins: [node()] });\n',
      },
    ],
    [
      "PromenadeModule.forRootAsync with a provider",
      {
        "promenade.ts":
          'import { ModulesContainer } from "@nestjs/core";\nimport { bullmq } from "@promenade/bullmq";\nimport { PromenadeModule } from "@promenade/nestjs";\nimport { node } from "@promenade/node";\nexport const observability = PromenadeModule.forRootAsync({ inject: [ModulesContainer], useFactory: (app: ModulesContainer) => ({ plugins: [node(), bullmq({ app })] }) });\n',
      },
    ],
    [
      "imports without extension, and syntax that cannot be erased",
      {
        "name.ts": 'export enum Name { Shop = "shop" }\n',
        "promenade.ts": setUp
          .replace('"shop"', "Name.Shop")
          .replace("import", 'import { Name } from "./name";\nimport'),
      },
    ],
    [
      "an alias of tsconfig.json",
      {
        "tsconfig.json": '{"compilerOptions":{"paths":{"#settings":["./settings.ts"]}}}',
        "settings.ts": 'export const name: string = "shop";\n',
        "promenade.ts": setUp
          .replace('"shop"', "name")
          .replace("import", 'import { name } from "#settings";\nimport'),
      },
    ],
  ])("is found and loaded: %s", async (_name, files) => {
    const { code, stdout, stderr } = await promenade(await project(files), ["lint"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("node: dashboards");
  });

  it.each<readonly [string, string, RegExp, string]>([
    [
      "a package that is not installed",
      `${core}import { nope } from "@promenade/nope";\nexport const metrics = promenade({ plugins: [nope()] });\n`,
      /^error promenade\.ts:2: the module "@promenade\/nope" is not there\. Install it: npm install @promenade\/nope /,
      "PROMENADE_CONFIG_FAILED",
    ],
    [
      "a file that does not exist",
      `${core}\nimport { pool } from "./pool.ts";\nexport const metrics = promenade({ service: pool });\n`,
      /^error promenade\.ts:3: the module ".*pool\.ts" is not there\. /,
      "PROMENADE_CONFIG_FAILED",
    ],
    [
      "wrong syntax",
      `${core}export const metrics = promenade(;\n`,
      /^error promenade\.ts:2: Expression expected\. /,
      "PROMENADE_CONFIG_FAILED",
    ],
    [
      "an exception",
      `${core}const settings: { url?: URL } = {};\n\nexport const metrics = promenade({ service: settings.url!.host });\n`,
      /^error promenade\.ts:4: Cannot read properties of undefined \(reading 'host'\)\. /,
      "PROMENADE_CONFIG_FAILED",
    ],
    [
      "an option that does not exist",
      `${core}\nexport const metrics = promenade({ sevrice: "shop" } as object);\n`,
      /^error promenade\.ts:3: promenade\(\) has no option "sevrice"\. Did you mean "service"\? /,
      "PROMENADE_OPTION_UNKNOWN",
    ],
    [
      "nothing exported",
      "export const answer = 42;\n",
      /^error promenade\.ts: it exports no app\. Write `export const metrics = promenade\(/,
      "PROMENADE_CONFIG_EMPTY",
    ],
    [
      "an app that listens",
      `import { createServer } from "node:http";\n${core}\ncreateServer().listen(0);\nexport const metrics = promenade();\n`,
      /^error promenade\.ts:4: it opens a port while it is loaded\. /,
      "PROMENADE_CONFIG_STARTS",
    ],
  ])("that fails by %s says the reason and the line", async (_name, text, message, errorCode) => {
    const directory = await project({ "promenade.ts": text });
    const plain = await promenade(directory, ["lint"]);
    expect(plain).toMatchObject({ code: 2, stdout: "" });
    expect(plain.stderr).toMatch(message);
    expect(plain.stderr.trimEnd().endsWith(`[${errorCode}]`)).toBe(true);
    expect(plain.stderr.trimEnd().split("\n")).toHaveLength(1);

    const json = await promenade(directory, ["lint", "--json"]);
    expect(json.code).toBe(2);
    expect(JSON.parse(json.stdout)).toMatchObject({ error: { code: errorCode } });
  });

  it("of Nest has the plugin that the module brings, and its service and endpoint", async () => {
    const directory = await project({
      "promenade.ts":
        'import { PromenadeModule } from "@promenade/nestjs";\nexport const observability = PromenadeModule.forRoot({ service: "front", server: { port: 9999 } });\n',
    });
    const lint = await promenade(directory, ["lint"]);
    expect(lint.stdout).toContain("nestjs: dashboards");
    await promenade(directory, ["up", "--write-only"]);
    const config = await readFile(join(directory, ".promenade", "prometheus.yml"), "utf8");
    expect(config).toContain("job_name: front");
    expect(config).toContain("host.docker.internal:9999");
  });

  it("that is not there says how to get one", async () => {
    const directory = await project({});
    const none = await promenade(directory, ["lint"]);
    expect(none).toMatchObject({ code: 2, stdout: "" });
    expect(none.stderr).toMatch(/There is no promenade\.ts .*Write one by `promenade init`/);
    const asked = await promenade(directory, ["lint", "--config", "other.ts"]);
    expect(asked).toMatchObject({ code: 2, stdout: "" });
    expect(asked.stderr).toMatch(/There is no file other\.ts/);
  });

  it("may do what fails in the background, and the command does its work and ends", async () => {
    const directory = await project({
      "promenade.ts": `import { connect } from "node:net";\nsetInterval(() => undefined, 1000);\nvoid Promise.reject(new Error("no such queue"));\n${setUp}`,
    });
    const { code, stdout, stderr } = await promenade(directory, ["lint"]);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: "warning The app's set-up reports, while it is only read: Error: no such queue\n",
    });
    expect(stdout).toContain("node: dashboards");
  });
});
