import type { Entry } from "./entries.ts";

const repeated = /^#+ (?:Inherited from|Overrides|Extended by)\n\n[^#]*?(?=^#|^\*\*\*)/gm;

/** A page as it is committed: with a title, and without what only repeats. */
export function finish(
  { specifier, description }: Entry,
  text: string,
  all: readonly string[],
): string {
  const body = text
    .replaceAll(repeated, "")
    .replaceAll(/<a id="([^"]+)"><\/a>(?: |\n\n)/g, (anchor, name: string) =>
      all.some((page) => page.includes(`#${name})`)) ? anchor : "",
    )
    .replaceAll(/^\*\*\*\n\n/gm, "")
    .replaceAll("| ------ ", "| --- ");
  return [
    `# ${specifier}\n`,
    `${description}. How to use it: [the package's page](../../packages/${folderOf(specifier)}/README.md).\n`,
    body,
  ].join("\n");
}

function folderOf(specifier: string): string {
  return specifier.split("/")[1] ?? "";
}

export function contentsOf(entries: readonly Entry[]): string {
  return [
    "# API reference",
    "",
    "Every public export, from the types and their comments; written by `npm run docs:reference`. The metrics, dashboards, alerts and options of each",
    "plugin are in [the packages' own pages](../guides/README.md#plugins).",
    "",
    "| import from | what it is |",
    "| --- | --- |",
    ...entries.map(
      ({ specifier, page, description }) => `| [\`${specifier}\`](${page}.md) | ${description} |`,
    ),
    "",
  ].join("\n");
}
