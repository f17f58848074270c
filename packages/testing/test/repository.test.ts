import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

/** The house rules that a reader would otherwise have to remember. */

const root = fileURLToPath(new URL("../../..", import.meta.url)).replace(/\/$/, "");
const read = (...path: readonly string[]): string => readFileSync(join(root, ...path), "utf8");
const lines = (text: string): number => text.replace(/\n$/, "").split("\n").length;

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly keywords: readonly string[];
  readonly repository: unknown;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly scripts: Readonly<Record<string, string>>;
  readonly engines: unknown;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** What git tracks or would track, so that a new file is checked before it is committed. */
const files = execFileSync(
  "git",
  ["ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate"],
  { cwd: root, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 },
)
  .split("\n")
  .filter((file) => file !== "" && existsSync(join(root, file)) && isFile(file));
function isFile(file: string): boolean {
  return statSync(join(root, file)).isFile();
}

const packages = readdirSync(join(root, "packages")).filter((directory) =>
  existsSync(join(root, "packages", directory, "package.json")),
);
const plugins = packages.filter((directory) =>
  manifestOf(directory).keywords.includes("promenade-plugin"),
);
function manifestOf(directory: string): Manifest {
  return JSON.parse(read("packages", directory, "package.json")) as Manifest;
}

/** What a package has beyond the usual: a page for the browser, a template. */
interface Extra {
  readonly files: readonly string[];
  readonly published: readonly string[];
  readonly configurationLines: number;
}
const usual: Extra = {
  files: [],
  published: ["dist", "!dist/.tsbuildinfo"],
  configurationLines: 5,
};
const extras: Readonly<Record<string, Extra>> = {
  preview: {
    files: ["assets", "tsconfig.page.json"],
    published: ["dist", "assets", "!dist/**/.tsbuildinfo"],
    configurationLines: 10,
  },
  "create-plugin": {
    ...usual,
    files: ["template"],
    published: [
      ...usual.published,
      "template",
      ...["dist", "node_modules", ".turbo"].map((name) => `!template/${name}`),
    ],
  },
};

describe.each(packages)("packages/%s", (directory) => {
  const manifest = manifestOf(directory);
  const extra = extras[directory] ?? usual;

  it("has the fields that every package has", () => {
    expect(manifest).toMatchObject({
      name: `@promenade/${directory}`,
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      description: expect.stringMatching(/^[A-Z].{15,}[^.]$/),
      keywords: expect.arrayContaining(["grafana", "metrics", "promenade", "prometheus"]),
      license: "Apache-2.0",
      repository: {
        type: "git",
        url: "git+https://github.com/promenade-js/promenade.git",
        directory: `packages/${directory}`,
      },
      files: extra.published,
      type: "module",
      sideEffects: false,
      main: "./dist/index.js",
      types: "./dist/index.d.ts",
      exports: { ".": "./dist/index.js", "./package.json": "./package.json" },
      engines: { node: ">=22.12.0" },
    });
    expect(manifest.scripts).toEqual({
      build: "tsc -b",
      "check:package": "publint --strict && attw --pack . --profile esm-only --quiet",
      test: "vitest run",
    });
    expect(manifest.keywords).toEqual(manifest.keywords.toSorted());
  });

  it("exports only what its sources have", () => {
    const targets = Object.values(manifest.exports).map(String);
    for (const target of targets.filter((path) => path !== "./package.json")) {
      const source = target.replace("./dist/", "src/").replace(/\.js$/, ".ts");
      expect(files).toContain(`packages/${directory}/${source}`);
    }
  });

  it("has a README with the sections that every README has, in that order", () => {
    const readme = read("packages", directory, "README.md");
    const headings = [...readme.matchAll(/^(#{1,2}) (.+)$/gm)].map(([, , text]) => text);
    const wanted = ["Install", "Use", "Reference", "Compatibility", "License"];
    expect(headings[0]).toBe(manifest.name);
    expect(headings.filter((heading) => wanted.includes(heading ?? ""))).toEqual(wanted);
    // One sentence right under the title.
    expect(readme.split("\n")[2]).toMatch(/^[A-Z`*].+\.$/);
  });

  it("has the licence, and a short tsconfig.json", () => {
    expect(read("packages", directory, "LICENSE")).toBe(read("LICENSE"));
    expect(lines(read("packages", directory, "tsconfig.json"))).toBeLessThanOrEqual(
      extra.configurationLines,
    );
  });

  it("holds nothing but the files that every package has", () => {
    const entries = files
      .filter((file) => file.startsWith(`packages/${directory}/`))
      .map((file) => file.split("/")[2]);
    const known = ["LICENSE", "README.md", "package.json", "src", "test", "tsconfig.json"];
    const found = new Set(entries);
    found.delete("CHANGELOG.md");
    expect(found).toEqual(new Set([...known, ...extra.files]));
  });

  it("is built and type-checked with the others", () => {
    const { references } = JSON.parse(read("tsconfig.json")) as {
      readonly references: readonly { readonly path: string }[];
    };
    expect(references).toContainEqual({ path: `packages/${directory}` });
  });
});

describe.each(plugins)("the plugin packages/%s", (directory) => {
  it("keeps its metrics and its dashboards in the usual files", () => {
    for (const name of ["index.ts", "metrics.ts", "dashboard.ts"])
      expect(files).toContain(`packages/${directory}/src/${name}`);
  });

  it("has committed dashboards and rules", () => {
    const outputs = files.filter((file) => file.startsWith(`dashboards/${directory}`));
    expect(outputs.filter((file) => file.endsWith(".json"))).not.toEqual([]);
    expect(outputs).toContain(`dashboards/${directory}.rules.yaml`);
    expect(outputs).toContain(`dashboards/${directory}.runbook.md`);
    const rules = read("dashboards", `${directory}.rules.yaml`);
    const alerts = [...rules.matchAll(/^\s*- alert: (\w+)$/gm)].map(([, name]) => name);
    expect(alerts.length).toBeGreaterThanOrEqual(3);
    // In Alertmanager they stand beside everybody else's.
    expect(alerts.filter((name) => name?.startsWith("Promenade") !== true)).toEqual([]);
  });
});

describe("packages together", () => {
  it("core has no dependency at run time", () => {
    expect(manifestOf("core").dependencies).toBeUndefined();
  });

  it("there are plugins", () => {
    expect(plugins.length).toBeGreaterThan(0);
  });
});

describe("files", () => {
  const sources = files.filter((file) => /^(?:packages\/[^/]+\/src|scripts)\/.*\.m?ts$/.test(file));

  it.each(sources)("%s has at most 250 lines", (file) => {
    expect(lines(read(file))).toBeLessThanOrEqual(250);
  });

  it("name neither a place of one machine nor a package registry", () => {
    const registry = new URL(
      execFileSync("npm", ["config", "get", "registry"], { cwd: root }).toString().trim(),
    );
    const hosts = /\b(?:registry|deb|repo1?|proxy)\.[a-z0-9.-]*\b(?:org|com|net|dev)\b/;
    const found = files
      .filter((file) => !isBinary(file))
      .filter((file) => {
        const text = read(file);
        const isElsewhere =
          text.includes(`${root}/`) || /(?:^|[^\w.])\/(?:work|Users)\//.test(text);
        return isElsewhere || text.includes(registry.host) || hosts.test(text);
      });
    expect(found).toEqual([]);
  });
});

function isBinary(file: string): boolean {
  return /\.(?:png|gif|jpg|ico|gz|tgz|woff2?)$/.test(file);
}

describe("package-lock.json", () => {
  interface Entry {
    readonly resolved?: string;
    readonly os?: readonly string[];
    readonly cpu?: readonly string[];
  }
  const { packages: locked } = JSON.parse(read("package-lock.json")) as {
    readonly packages: Readonly<Record<string, Entry>>;
  };
  const names = Object.keys(locked).map((path) => path.split("node_modules/").at(-1) ?? path);

  it("names no address", () => {
    const addresses = Object.values(locked).filter(({ resolved }) => resolved?.includes("://"));
    expect(addresses).toEqual([]);
  });

  it("has for each program of Linux the one of macOS", () => {
    const linux = /linux-(?:x64|64)(?:-gnu|-glibc)?$/;
    const programs = names.filter((name) => linux.test(name));
    expect(programs.length).toBeGreaterThan(3);
    for (const name of programs) expect(names).toContain(name.replace(linux, "darwin-arm64"));
  });

  it("has every package of the workspace", () => {
    for (const directory of packages) expect(locked).toHaveProperty([`packages/${directory}`]);
  });
});
