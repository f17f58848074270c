import { mkdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { run } from "@promenade/testing/services";
import { expect, it } from "vitest";
import type { Framework, Library, Project } from "../src/init/detect.ts";
import { setUpOf } from "../src/init/template.ts";
import { manifest, project, promenade } from "./helpers.ts";

const frameworks: readonly Framework[] = ["nestjs", "express", "fastify", "none"];
const libraries: readonly Library[] = ["prisma", "bullmq", "graphql", "kafka"];
/** Every subset, none and all among them. */
const subsets = Array.from({ length: 2 ** libraries.length }, (_, bits) =>
  libraries.filter((_library, index) => (bits & (1 << index)) !== 0),
);

const combinations = frameworks.flatMap((framework) =>
  subsets.flatMap((set) =>
    [true, false].flatMap((isModule) =>
      [true, false].map((isTypeScript): Project => ({
        name: "shop",
        framework,
        libraries: set,
        packages: new Set([
          ...(framework === "nestjs" && set.includes("bullmq") ? ["@nestjs/bullmq"] : []),
          ...(set.includes("kafka") ? ["prom-client", "@prometheus-io/client"] : []),
        ]),
        manager: "npm",
        isModule,
        isTypeScript,
        importsTypeScript: true,
        hasSource: false,
        script: undefined,
        entry: undefined,
      })),
    ),
  ),
);

it("writes at most 15 lines for every combination", () => {
  expect(combinations).toHaveLength(4 * 16 * 4);
  const lengths = combinations.map((each) => setUpOf(each).trimEnd().split("\n").length);
  expect(Math.max(...lengths)).toBe(15);
});

it("writes set-ups that the compiler accepts, for every combination", async () => {
  const folder = join(import.meta.dirname, "..", "..", "..", "node_modules", ".cache", "cli-init");
  await rm(folder, { recursive: true, force: true });
  const typed = combinations.filter(({ isTypeScript }) => isTypeScript);
  for (const [index, each] of typed.entries()) {
    const kind = join(folder, each.isModule ? "esm" : "cjs");
    await mkdir(kind, { recursive: true });
    const type = each.isModule ? "module" : "commonjs";
    await writeFile(join(kind, "package.json"), manifest({ type }));
    await writeFile(join(kind, `set-up-${index}.ts`), setUpOf(each));
  }
  const broken = join(folder, "esm", "broken.ts");
  await writeFile(
    broken,
    setUpOf({ ...(typed[0] as Project), name: "shop" }).replace("service", "sevrice"),
  );
  const compilerOptions = { extends: "../../../tsconfig.base.json", include: ["*/*.ts"] };
  const options = {
    composite: false,
    noEmit: true,
    rootDir: ".",
    rewriteRelativeImportExtensions: false,
    // As Nest's templates have it; with it TypeScript refuses the word import in a CommonJS file.
    verbatimModuleSyntax: false,
  };
  await writeFile(
    join(folder, "tsconfig.json"),
    JSON.stringify({ ...compilerOptions, compilerOptions: options }),
  );
  const compiler = join(
    dirname(createRequire(import.meta.url).resolve("typescript/package.json")),
    "bin",
    "tsc",
  );
  const { stdout } = await run(
    process.execPath,
    [compiler, "--project", folder, "--pretty", "false"],
    {
      directory: folder,
      timeoutMilliseconds: 300_000,
    },
  );
  // The broken one shows that the others were looked at.
  const errors = stdout.split("\n").filter((line) => line.includes("error TS"));
  expect(errors.slice(0, 9)).toEqual([expect.stringMatching(/^esm\/broken\.ts.*error TS2\d+/)]);
});

it.each([
  ["ES modules", true],
  ["CommonJS", false],
] as const)("writes set-ups in JavaScript that Node runs, as %s", async (_name, isModule) => {
  for (const framework of ["nestjs", "none"] as const) {
    const widest = combinations.find(
      (each) =>
        each.framework === framework &&
        each.isModule === isModule &&
        !each.isTypeScript &&
        each.libraries.length === 4,
    );
    const directory = await project({
      "package.json": manifest({ type: isModule ? "module" : "commonjs" }),
      "promenade.js": setUpOf(widest as Project),
    });
    const { code, stdout, stderr } = await promenade(directory, ["lint"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const plugin of ["node", ...libraries, ...(framework === "nestjs" ? ["nestjs"] : [])])
      expect(stdout).toContain(`${plugin}: dashboards`);
  }
});
