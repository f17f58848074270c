import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { verbs } from "../src/verbs.ts";
import { bin, environment, project, promenade, promenadeOnTerminal, setUp } from "./helpers.ts";

const escape = "\u001B[";

describe("promenade", () => {
  it("lists every command in its help", async () => {
    const { code, stdout, stderr } = await promenade(await project({}), ["--help"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const { name } of verbs) expect(stdout).toMatch(new RegExp(`^  ${name}\\b`, "m"));
  });

  it.each(verbs.map(({ name }) => name))(
    "explains `%s` with its options and examples",
    async (name) => {
      const { code, stdout, stderr } = await promenade(await project({}), [name, "--help"]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(stdout).toContain(`Usage: promenade ${name}`);
      for (const option of ["--config <file>", "--json", "--debug"])
        expect(stdout).toContain(option);
      expect(stdout).toMatch(/\nExamples:\n {2}(?:[A-Z_]+=\S+ )*promenade /);
    },
  );

  it("prints its version", async () => {
    const path = join(import.meta.dirname, "..", "package.json");
    const { version } = JSON.parse(await readFile(path, "utf8")) as { readonly version: string };
    const { code, stdout } = await promenade(await project({}), ["--version"]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${version}\n` });
  });

  it.each<readonly [string, readonly string[], RegExp]>([
    ["no command", [], /No command given\. All of them: promenade --help/],
    ["a command that does not exist", ["lnt"], /unknown command 'lnt'.*\(Did you mean lint\?\)/],
    ["an option that does not exist", ["lint", "--jsno"], /unknown option '--jsno'.*--json/],
    ["an option without its value", ["lint", "--config"], /argument missing/],
    ["an argument too many", ["init", "here"], /too many arguments/],
  ])("ends with 2 for %s, and says what is right", async (_what, args, message) => {
    const directory = await project({});
    const { code, stdout, stderr } = await promenade(directory, args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^error .*\[PROMENADE_USAGE\]\n$/);
    const json = await promenade(directory, [...args.slice(0, 1), "--json", ...args.slice(1)]);
    expect(json.code).toBe(2);
    expect(JSON.parse(json.stdout)).toMatchObject({ error: { code: "PROMENADE_USAGE" } });
  });

  it("shows the stack of an error, and its cause, with --debug only", async () => {
    const directory = await project({ "promenade.ts": 'throw new Error("broken on purpose");\n' });
    const plain = await promenade(directory, ["lint"]);
    expect(plain.stderr).toBe(
      "error promenade.ts:1: broken on purpose. [PROMENADE_CONFIG_FAILED]\n",
    );
    const debug = await promenade(directory, ["lint", "--debug"]);
    expect(debug.code).toBe(2);
    expect(debug.stderr).toMatch(/Caused by: Error: broken on purpose\n\s+at .*promenade\.ts:1/);
  });

  it("writes plain words into a pipe, and symbols with colours on a terminal", async () => {
    const directory = await project({ "promenade.ts": setUp });
    const piped = await promenade(directory, ["lint"]);
    expect(piped.stdout).toMatch(/^ok {6}node: dashboards$/m);
    expect(piped.stdout).not.toContain(escape);
    const shown = await promenadeOnTerminal(directory, ["lint"]);
    expect(shown.code).toBe(0);
    expect(shown.stdout).toContain(`${escape}32m✔${escape}39m node: dashboards`);
    // The progress line comes and goes.
    expect(shown.stdout).toContain("… node");
    expect(shown.stdout).toContain(`\r${escape}2K`);
  });

  it("uses no colour on a terminal with NO_COLOR, and only the document with --json", async () => {
    const directory = await project({ "promenade.ts": setUp });
    const plain = await promenadeOnTerminal(directory, ["lint"], { NO_COLOR: "1" });
    expect(plain.stdout).toContain("✔ node: dashboards");
    expect(plain.stdout).not.toContain(`${escape}32m`);
    const json = await promenadeOnTerminal(directory, ["lint", "--json"]);
    expect(json.stdout).not.toContain(escape);
    expect(JSON.parse(json.stdout)).toMatchObject({ ok: true });
  });

  it("ends quietly when its reader has seen enough", async () => {
    const directory = await project({ "promenade.ts": setUp });
    const child = spawn(process.execPath, [bin, "export", "--format", "kubernetes", "--dry-run"], {
      cwd: directory,
      env: environment(),
      stdio: ["ignore", "pipe", "pipe"],
    });
    child.stdout.destroy();
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    const [code] = (await once(child, "close")) as [number];
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });
});
