import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { exitCodes } from "../exit-codes.ts";
import { detectProject, type Project } from "../init/detect.ts";
import { planOf, type FileState, type Plan } from "../init/plan.ts";
import { clients } from "../init/template.ts";
import type { Output } from "../output/output.ts";
import type { Verb } from "../verb.ts";

interface InitOptions {
  readonly dryRun?: boolean;
  readonly force?: boolean;
}

/** `promenade init`: the set-up for what the project uses. */
export const init: Verb<InitOptions> = {
  name: "init",
  summary: "write promenade.ts for what this project uses",
  description:
    "Looks at package.json for the framework, the libraries and the package manager, writes a set-up of at most 15 lines, and says which two commands come next. A second run changes nothing.",
  options: [
    { flags: "--dry-run", description: "print the file instead of writing it" },
    { flags: "--force", description: "overwrite a set-up that is there and differs" },
  ],
  examples: [
    { command: "promenade init", meaning: "writes promenade.ts, in src where there is one" },
    { command: "promenade init --dry-run", meaning: "shows it" },
  ],
  async run({ options, output, directory }) {
    const { dryRun = false, force = false } = options;
    const project = await detectProject(directory);
    const plan = await planOf(directory, project, force);
    const isWritten = plan.state === "new" || plan.state === "replaced";
    if (isWritten && !dryRun) {
      await mkdir(dirname(join(directory, plan.file)), { recursive: true });
      await writeFile(join(directory, plan.file), plan.content);
    }
    report(output, project, plan, dryRun);
    const { framework, libraries, manager, isModule } = project;
    output.result({
      framework,
      libraries,
      packageManager: manager,
      module: isModule ? "esm" : "commonjs",
      ...plan,
      isWritten: isWritten && !dryRun,
    });
    return exitCodes.ok;
  },
};

const stateTexts: Readonly<Record<FileState, string>> = {
  new: "written",
  replaced: "written anew",
  unchanged: "is up to date",
  kept: "is there already, and was left as it is; --force writes it anew",
};

function report(output: Output, project: Project, plan: Plan, dryRun: boolean): void {
  const { framework, libraries, manager, isModule, isTypeScript } = project;
  const found = [
    ...(framework === "none" ? [] : [framework]),
    ...libraries,
    ...clients.filter((name) => project.packages.has(name)),
  ];
  const language = `${isTypeScript ? "TypeScript" : "JavaScript"}, ${isModule ? "ES modules" : "CommonJS"}`;
  output.step({
    mark: "ok",
    text: `found: ${found.length === 0 ? "nothing but Node.js" : found.join(", ")} (${language}, ${manager})`,
  });
  if (framework === "express" || framework === "fastify")
    output.step({
      mark: "warning",
      text: `${framework} has no plugin: the process and the libraries are recorded, its requests are not`,
      fix: `record them by metrics of your own, or begin a plugin: npm init @promenade/plugin ${framework}`,
    });
  const isWritten = plan.state === "new" || plan.state === "replaced";
  const state = dryRun && isWritten ? "would be written" : stateTexts[plan.state];
  output.step({ mark: "ok", text: `${plan.file} ${state}` });
  if (isWritten)
    for (const line of plan.content.trimEnd().split("\n")) output.line(`    ${line}`.trimEnd());
  if (plan.missing.length > 0)
    output.step({ mark: "warning", text: `${plan.file} does not use ${plan.missing.join(", ")}` });
  output.line();
  output.line(`Add to ${plan.wiring.place}:`);
  output.line(`    ${plan.wiring.line}`);
  for (const note of plan.notes) output.line(`    ${note}`);
  output.line();
  output.line("Next:");
  if (plan.install !== undefined) output.line(`    ${output.paint("cyan", plan.install)}`);
  output.line(`    ${output.paint("cyan", plan.run)}`);
  output.line();
  output.line("While it runs, its dashboards in the browser:");
  output.line(`    ${output.paint("cyan", plan.look)}`);
}
