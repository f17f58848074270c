import { join, relative } from "node:path";
import {
  Application,
  LogLevel,
  ReflectionKind,
  type DeclarationReflection,
  type TypeDocOptions,
} from "typedoc";
import type { PluginOptions } from "typedoc-plugin-markdown";
import { repository, type Entry } from "./entries.ts";

const options: Partial<TypeDocOptions> = {
  tsconfig: join(import.meta.dirname, "tsconfig.json"),
  plugin: ["typedoc-plugin-markdown"],
  logLevel: LogLevel.Warn,
  readme: "none",
  disableSources: true,
  disableGit: true,
  excludePrivate: true,
  excludeInternal: true,
  excludeExternals: true,
  alwaysCreateEntryPointModule: true,
  validation: { invalidLink: true, notExported: false },
  sort: ["alphabetical"],
  groupOrder: ["Functions", "Variables", "Classes", "Interfaces", "Type Aliases"],
};

const pages: Partial<PluginOptions> = {
  outputFileStrategy: "modules",
  hideBreadcrumbs: true,
  hidePageHeader: true,
  hidePageTitle: true,
  useCodeBlocks: true,
  // GitHub numbers headings of one name in another way than TypeDoc does.
  useHTMLAnchors: true,
  parametersFormat: "table",
  interfacePropertiesFormat: "table",
  classPropertiesFormat: "table",
  typeAliasPropertiesFormat: "table",
  typeDeclarationFormat: "table",
  tableColumnSettings: { hideInherited: true, hideOverrides: true, hideSources: true },
};

/** Writes a Markdown page for each entry point, and returns what in them has no words of its own. */
export async function render(
  entries: readonly Entry[],
  directory: string,
): Promise<readonly string[]> {
  const app = await Application.bootstrapWithPlugins({
    ...options,
    ...pages,
    entryPoints: entries.map(({ source }) => source),
    compilerOptions: {
      paths: Object.fromEntries(entries.map(({ specifier, source }) => [specifier, [source]])),
    },
    outputs: [{ name: "markdown", path: directory }],
  });
  const project = await app.convert();
  if (project === undefined) throw new Error("TypeDoc could not read the types; see above.");
  app.validate(project);
  const modules = project.children ?? [];
  const undocumented = modules.flatMap((module) => nameAndCheck(module, entries));
  await app.generateOutputs(project);
  return undocumented;
}

/** Gives a module the name of its page, and names its exports without a comment. */
function nameAndCheck(module: DeclarationReflection, entries: readonly Entry[]): readonly string[] {
  const entry = entries.find(({ source }) => nameOf(source) === module.name);
  if (entry === undefined) throw new Error(`No entry point has the name ${module.name}.`);
  module.name = entry.page;
  return (module.children ?? [])
    .filter((child) => !isDocumented(child))
    .map(({ name }) => `${relative(repository, entry.source)}: ${name} has no comment.`);
}

/** As TypeDoc names the module of a file. */
function nameOf(source: string): string {
  return relative(join(repository, "packages"), source).replace(/(?:\/index)?\.ts$/, "");
}

function isDocumented(declaration: DeclarationReflection): boolean {
  if (declaration.kindOf(ReflectionKind.Reference) || declaration.hasComment()) return true;
  return declaration.signatures?.some((signature) => signature.hasComment()) ?? false;
}
