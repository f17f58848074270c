import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { prisma6Version } from "../../packages/prisma/test/support/directories.ts";
import {
  compilers,
  jestVersion,
  lowestNode,
  nodeVersions,
  vitestVersions,
} from "../../test-apps/test/compatibility/versions.ts";
import { between } from "./between.ts";
import { repository } from "./pages.ts";

interface Row {
  readonly what: string;
  /** What the packages admit, as their package.json says it. */
  readonly stated: string;
  /** What the tests install, from where they take it. */
  readonly tested: readonly string[];
  readonly tests: readonly string[];
}

async function json<T>(path: string): Promise<T> {
  return JSON.parse(await readFile(join(repository, path), "utf8")) as T;
}

interface Manifest {
  readonly engines: { readonly node: string };
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

async function peer(plugin: string, name: string): Promise<string> {
  const { peerDependencies } = await json<Manifest>(`packages/${plugin}/package.json`);
  return peerDependencies?.[name] ?? "";
}

/** What a lock file installs. */
async function locked(name: string, directory = "."): Promise<string> {
  const { packages } = await json<{
    readonly packages: Readonly<Record<string, { readonly version?: string }>>;
  }>(join(directory, "package-lock.json"));
  return packages[`node_modules/${name}`]?.version ?? "";
}

const compatibility = "test-apps/test/compatibility";
const { engines } = await json<Manifest>("packages/core/package.json");
const nest = async (major: string): Promise<string> =>
  await locked("@nestjs/core", `test-apps/nest-matrix/nest${major}`);

const rows: readonly Row[] = [
  {
    what: "Node.js, in ES modules and by `require()`",
    stated: engines.node,
    tested: nodeVersions,
    tests: [`${compatibility}/node.integration.test.ts`],
  },
  {
    what: "TypeScript, for ES modules, CommonJS and bundlers",
    stated: ">=5.8",
    tested: [...compilers.keys()],
    tests: [`${compatibility}/typescript.integration.test.ts`],
  },
  {
    what: "NestJS, on Express 5 and Fastify 5",
    stated: await peer("nestjs", "@nestjs/core"),
    tested: [await nest("11"), await nest("12")],
    tests: ["packages/nestjs/test/matrix.integration.test.ts"],
  },
  {
    what: "Prisma Client, on PostgreSQL",
    stated: await peer("prisma", "@prisma/client"),
    tested: [prisma6Version, await locked("@prisma/client")],
    tests: ["packages/prisma/test/operations.test.ts", "packages/prisma/test/host.test.ts"],
  },
  {
    what: "BullMQ, on Redis; 6 also on PostgreSQL",
    stated: await peer("bullmq", "bullmq"),
    tested: [await locked("bullmq5"), await locked("bullmq")],
    tests: ["packages/bullmq/test/jobs.test.ts", "packages/bullmq/test/postgres.test.ts"],
  },
  {
    what: "graphql-js, in Yoga, Apollo Server and others",
    stated: await peer("graphql", "graphql"),
    tested: [await locked("graphql"), await locked("graphql-17")],
    tests: ["packages/graphql/test/servers.test.ts", "packages/graphql/test/graphql-17.test.ts"],
  },
  {
    what: "kafkajs",
    stated: await peer("kafka", "kafkajs"),
    tested: [await locked("kafkajs")],
    tests: ["packages/kafka/test/contract.test.ts"],
  },
  {
    what: "`@platformatic/kafka`",
    stated: await peer("kafka", "@platformatic/kafka"),
    tested: [await locked("@platformatic/kafka")],
    tests: ["packages/kafka/test/platformatic.test.ts"],
  },
  {
    what: "vitest, for tests of plugins",
    stated: await peer("testing", "vitest"),
    tested: [...vitestVersions, await locked("vitest")],
    tests: [`${compatibility}/runners.integration.test.ts`],
  },
  {
    what: "jest, for tests of plugins",
    stated: "^30.0.0",
    tested: [jestVersion],
    tests: [`${compatibility}/runners.integration.test.ts`],
  },
];

/** The majors that a range names. */
function majorsOf(range: string): readonly string[] {
  return range.split("||").map((part) => /\d+/.exec(part)?.[0] ?? "");
}

function majorOf(version: string): string {
  return version.split(".")[0] ?? "";
}

function table(): string {
  const lines = rows.map(({ what, stated, tested, tests }) => {
    const links = tests.map(
      (path) =>
        `[${path
          .split("/")
          .at(-1)
          ?.replace(/(?:\.integration)?\.test\.ts$/, "")}](../../${path})`,
    );
    return `| ${what} | \`${stated.replaceAll("||", "or")}\` | ${tested.join(", ")} | ${links.join(", ")} |`;
  });
  return ["| what | admitted | tested | by |", "|---|---|---|---|", ...lines].join("\n");
}

it("says in docs/guides/compatibility.md what the tests install", async () => {
  const path = join(repository, "docs", "guides", "compatibility.md");
  const text = await readFile(path, "utf8");
  await expect(between(text, "versions", table())).toMatchFileSnapshot(path);
});

describe.each(rows)("$what", ({ stated, tested, tests }) => {
  it("is tested in every major version that is named, by tests that exist", async () => {
    expect(tested.filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
    const majors = [...new Set(tested.map(majorOf))];
    expect(majors).toEqual(expect.arrayContaining([...majorsOf(stated)]));
    // `^` admits nothing but what it names, `>=` also what comes after.
    const admitted = stated.startsWith(">=") ? majors : majorsOf(stated);
    expect(admitted).toEqual(majors);
    for (const path of tests) await access(join(repository, path));
  });
});

it("tests the lowest Node.js that is admitted, and the lowest TypeScript", () => {
  expect(engines.node).toBe(`>=${lowestNode}`);
  expect([...compilers.keys()][0]).toMatch(/^5\.8\./);
});
