import { readFile } from "node:fs/promises";
import { relative } from "node:path";
import { searchConfig } from "../config/find.ts";
import type { Project } from "./detect.ts";
import { installCommand, ownCommand, runCommand } from "./manager.ts";
import { notesOf, packagesOf, setUpOf } from "./template.ts";

/** `kept`: there is a set-up that differs, and a human's file is never overwritten unasked. */
export type FileState = "new" | "unchanged" | "kept" | "replaced";

export interface Plan {
  /** Of the set-up, below the project's directory. */
  readonly file: string;
  readonly state: FileState;
  readonly content: string;
  /** Plugins for libraries of the project that a kept set-up does not name. */
  readonly missing: readonly string[];
  /** The line that makes the app use the set-up, and where it goes. */
  readonly wiring: { readonly line: string; readonly place: string };
  readonly notes: readonly string[];
  /** `undefined` when everything is installed. */
  readonly install: string | undefined;
  readonly run: string;
  /** Shows the dashboards while the app runs. */
  readonly look: string;
}

/** What `init` does in a project, and what is left for its author. */
export async function planOf(directory: string, project: Project, force: boolean): Promise<Plan> {
  const existing = searchConfig(directory);
  const fresh = `${project.hasSource ? "src/" : ""}promenade.${project.isTypeScript ? "ts" : "js"}`;
  const file = existing === undefined ? fresh : relative(directory, existing);
  // A file that is there keeps its language.
  const content = setUpOf({
    ...project,
    isTypeScript: /\.m?ts$/.test(file),
    isModule: project.isModule || /\.m[jt]s$/.test(file),
  });
  const present = existing === undefined ? undefined : await readFile(existing, "utf8");
  const state = stateOf(present, content, force);
  const packages = packagesOf(project).filter((name) => !project.packages.has(name));
  return {
    file,
    state,
    content: state === "kept" ? (present ?? "") : content,
    missing:
      state === "kept"
        ? packagesOf(project).filter((name) => !(present ?? "").includes(`"${name}`))
        : [],
    wiring: wiringOf(project, file),
    notes: notesOf(project),
    install: packages.length === 0 ? undefined : installCommand(project.manager, packages),
    run:
      project.script === undefined
        ? `node ${project.entry ?? "<your app>"}`
        : runCommand(project.manager, project.script),
    look: ownCommand(project.manager, project.packages.has("@promenade/cli"), "preview"),
  };
}

function stateOf(present: string | undefined, content: string, force: boolean): FileState {
  if (present === undefined) return "new";
  if (present === content) return "unchanged";
  return force ? "replaced" : "kept";
}

function wiringOf(project: Project, file: string): Plan["wiring"] {
  const { framework, hasSource, isModule, isTypeScript, importsTypeScript, entry } = project;
  const path = `./${hasSource ? relative("src", file) : file}`;
  const compiled = importsTypeScript ? path : path.replace(/ts$/, "js");
  // A compiler that makes CommonJS wants no extension; Node's own modules want one.
  const specifier = isModule || importsTypeScript ? compiled : path.replace(/\.m?[jt]s$/, "");
  if (framework === "nestjs")
    return {
      line: `imports: [observability, …]  // import { observability } from ${JSON.stringify(specifier)}`,
      place: "the root module",
    };
  const line =
    isModule || isTypeScript
      ? `import ${JSON.stringify(specifier)};`
      : `require(${JSON.stringify(specifier)});`;
  return { line, place: `the first line of ${entry ?? "the app"}` };
}
