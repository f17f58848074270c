import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

/** The part of a test runner that the contract needs. */
export interface Runner {
  readonly name: "vitest" | "jest" | "node:test";
  readonly describe: (name: string, body: () => void) => void;
  readonly it: (name: string, milliseconds: number, body: () => Promise<void>) => void;
  readonly beforeAll: (milliseconds: number, body: () => Promise<void>) => void;
  readonly afterAll: (milliseconds: number, body: () => Promise<void>) => void;
  readonly afterEach: (milliseconds: number, body: () => Promise<void>) => void;
  /** The test file at work, where the runner tells it. */
  readonly testPath: () => string | undefined;
  /** Whether golden files are to be written: all of them, new ones only, none. */
  readonly updates: () => "all" | "new" | "none";
}

type Body = () => void | Promise<void>;

/** What vitest and jest have in common, as globals or as exports. */
interface Functions {
  readonly describe: (name: string, body: () => void) => void;
  readonly it: (name: string, body: Body, milliseconds: number) => void;
  readonly beforeAll: (body: Body, milliseconds: number) => void;
  readonly afterAll: (body: Body, milliseconds: number) => void;
  readonly afterEach: (body: Body, milliseconds: number) => void;
  readonly expect: { getState(): State };
}

interface State {
  readonly testPath?: string;
  /** Both runners keep the meaning of `-u` here. */
  readonly snapshotState?: { readonly _updateSnapshot?: string };
}

/** The runner that this process belongs to: jest's (or vitest's) globals, vitest, else Node's own. */
export const runner: Runner = findRunner();

/** An `await` here would keep CommonJS tests from loading this package by `require()`. */
function findRunner(): Runner {
  const globals = globalThis as Partial<Functions>;
  if ("__vitest_worker__" in globalThis) return fromFunctions("vitest", loadVitest());
  if (typeof globals.describe === "function" && typeof globals.beforeAll === "function")
    return fromFunctions("jest", globals as Functions);
  const { after, afterEach, before, describe, it } = process.getBuiltinModule("node:test");
  return {
    name: "node:test",
    describe: (name, body) => void describe(name, body),
    it: (name, timeout, body) => void it(name, { timeout }, body),
    beforeAll: (timeout, body) => before(body, { timeout }),
    afterAll: (timeout, body) => after(body, { timeout }),
    afterEach: (timeout, body) => afterEach(body, { timeout }),
    testPath: () => process.argv[1],
    updates: () => updates(process.execArgv.includes("--test-update-snapshots") ? "all" : "new"),
  };
}

/** The one that runs already. By its path, because vitest refuses to be required by its name. */
function loadVitest(): Functions {
  const path = fileURLToPath(import.meta.resolve("vitest"));
  return createRequire(import.meta.url)(path) as Functions;
}

function fromFunctions(name: Runner["name"], functions: Functions): Runner {
  const { afterAll, afterEach, beforeAll, describe, expect, it } = functions;
  return {
    name,
    describe: (title, body) => {
      describe(title, body);
    },
    it: (title, milliseconds, body) => {
      it(title, body, milliseconds);
    },
    beforeAll: (milliseconds, body) => {
      beforeAll(body, milliseconds);
    },
    afterAll: (milliseconds, body) => {
      afterAll(body, milliseconds);
    },
    afterEach: (milliseconds, body) => {
      afterEach(body, milliseconds);
    },
    testPath: () => expect.getState().testPath,
    updates: () => updates(expect.getState().snapshotState?._updateSnapshot ?? "new"),
  };
}

/** A missing file in CI is one that somebody forgot to commit. */
function updates(mode: string): "all" | "new" | "none" {
  if (mode === "all") return "all";
  const isCI = !["", "false", undefined].includes(process.env["CI"]);
  return mode === "none" || isCI ? "none" : "new";
}
