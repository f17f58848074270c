import { beforeAll, describe, expect, it } from "vitest";
import { complaintsOf, installConsumer } from "./consumer.ts";
import { compilers } from "./versions.ts";

let directory: string;

beforeAll(async () => {
  directory = await installConsumer();
}, 600_000);

const patience = { timeout: 300_000 };

describe.each([...compilers])("TypeScript %s", (_version, compiler) => {
  let complaints: readonly string[];

  beforeAll(async () => {
    complaints = await complaintsOf(directory, compiler, []);
  }, 300_000);

  it("compiles a strict consumer in ES modules, and the packages' own types", () => {
    expect(complaints.filter((line) => !line.startsWith("cjs/"))).toEqual([]);
  });

  it("compiles it in CommonJS", () => {
    expect(complaints.filter((line) => !line.startsWith("esm/"))).toEqual([]);
  });

  it("compiles it for a bundler", patience, async () => {
    const options = ["--module", "esnext", "--moduleResolution", "bundler"];
    expect(await complaintsOf(directory, compiler, options)).toEqual([]);
  });
});
