import { describe, expect, it } from "vitest";
import { createProgram } from "../../packages/cli/src/program.ts";
import { commandsOf } from "./commands.ts";
import { readPages } from "./pages.ts";

const pages = await readPages();
const commands = [...pages].flatMap(([page, text]) => commandsOf(page, text));

/** What the command line says to it, without doing it. Empty when it would be done. */
async function refusalOf(args: readonly string[]): Promise<string> {
  const program = createProgram(() => Promise.resolve());
  for (const each of [program, ...program.commands]) each.configureOutput({ writeOut: () => {} });
  try {
    await program.parseAsync([...args], { from: "user" });
    return "";
  } catch (error) {
    const { exitCode, message } = error as { readonly exitCode?: number; readonly message: string };
    return exitCode === 0 ? "" : message;
  }
}

describe("the commands in the documentation", () => {
  it.each(commands)("$page:$line promenade $text", async ({ args }) => {
    expect(await refusalOf(args)).toBe("");
  });

  it("are found in blocks, over several lines, and in prose", () => {
    const text = [
      "Run `promenade lint` or `npx promenade export --check`.",
      "```sh",
      "export GRAFANA_TOKEN=…",
      "GRAFANA_URL=https://grafana.example.com npx @promenade/cli publish \\",
      "  --folder 'My shop' | tee log",
      "npx promenade compare --markdown > comment.md",
      "```",
      "```console",
      "$ promenade up",
      "promenade is not typed here",
      "```",
    ].join("\n");
    expect(commandsOf("page.md", text).map(({ line, args }) => [line, ...args])).toEqual([
      [4, "publish", "--folder", "My shop"],
      [6, "compare", "--markdown"],
      [9, "up"],
      [1, "lint"],
      [1, "export", "--check"],
    ]);
  });

  it("would be found wrong", async () => {
    expect(await refusalOf(["upload"])).toMatch(/unknown command/);
    expect(await refusalOf(["export", "--chart"])).toMatch(/unknown option/);
    expect(await refusalOf(["export", "--format", "helm"])).toMatch(/Allowed choices/);
    expect(await refusalOf(["doctor", "file.json"])).toMatch(/too many arguments/);
  });
});
