import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { freePort } from "@promenade/testing/services";
import type { Block } from "../blocks.ts";
import { repository } from "../pages.ts";
import type { Example } from "./example.ts";

/** Where the blocks of pages run: below the repository, whose packages they find. */
export const sandboxes: string = join(repository, ".cache", "docs");

/** The ports that pages name: metrics servers and previews, apps, Prometheus, a Pushgateway. */
const shownPorts = [...Array.from({ length: 32 }, (_, index) => 9464 + index), 3000, 9090, 9091];

/** An app's directory for a page, with the files that the page takes for there. */
export async function makeSandbox(
  { page, language, line }: Pick<Block, "page" | "language" | "line">,
  { files = {} }: Pick<Example, "files"> = {},
): Promise<string> {
  const directory = join(
    sandboxes,
    page.replace(/\.md$/, "").replaceAll(/\W+/g, "-"),
    `${language}-${line}`,
  );
  await rm(directory, { recursive: true, force: true });
  // Golden files go into the nearest directory of this name, which must not be the repository's.
  await mkdir(join(directory, "dashboards"), { recursive: true });
  const manifest = { name: "shop", version: "1.4.2", type: "module" };
  const all = { "package.json": JSON.stringify(manifest), ...files };
  for (const [path, content] of Object.entries(all)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), content);
  }
  return directory;
}

/**
 * A block with the files and addresses of its sandbox, where a page says `/run/secrets/token`, and all of whose top
 * level can be looked at.
 */
export function inSandbox(
  block: Block,
  { files = {}, addresses = {}, blocks = {} }: Example,
  directory: string,
  environment: Readonly<Record<string, string>>,
): Block {
  const ports = JSON.parse(environment["DOCS_PORTS"] ?? "{}") as Record<string, number>;
  const real: readonly (readonly [string, string])[] = [
    ...Object.keys(files).flatMap((path) =>
      path.startsWith("/") ? [[path, join(directory, path)] as const] : [],
    ),
    ...Object.entries(addresses).map(([shown, name]) => [shown, environment[name] ?? ""] as const),
    ...Object.entries(blocks[block.id]?.writesPorts === true ? ports : {}).map(
      ([shown, port]) => [`:${shown}`, `:${port}`] as const,
    ),
  ];
  const code = real.reduce((text, [from, to]) => text.replaceAll(from, to), block.code);
  return { ...block, code: code + exportsOf(code) };
}

function exportsOf(code: string): string {
  const names = [...code.matchAll(/^(?:const|let|class|function|async function) (\w+)/gm)];
  return names.length === 0 ? "" : `export { ${names.map(([, name]) => name).join(", ")} };\n`;
}

/** What a program of a page is started with: nothing of this machine that it would look at. */
export async function environmentOf(
  example: Example,
  services: Readonly<Record<string, Readonly<Record<string, string>>>>,
): Promise<Record<string, string>> {
  const { PATH = "", HOME = "" } = process.env;
  const ofServices = (example.services ?? []).map((name) => services[name]);
  const environment: Record<string, string> = Object.assign({}, ...ofServices);
  return {
    PATH,
    HOME,
    ...environment,
    ...example.environment,
    DOCS_PORTS: JSON.stringify(await portsFor(environment)),
    NODE_OPTIONS: `--import=${join(import.meta.dirname, "ports.ts")} --disable-warning=ExperimentalWarning`,
  };
}

async function portsFor({
  REDIS_URL,
  KAFKA_BROKERS,
}: Readonly<Record<string, string>>): Promise<Readonly<Record<string, number>>> {
  const free = new Set<number>();
  while (free.size < shownPorts.length) free.add(await freePort());
  const shown = shownPorts.map((port, index) => [port, [...free][index]] as const);
  return Object.fromEntries([
    ...shown,
    ...(REDIS_URL === undefined ? [] : [[6379, portOf(REDIS_URL)]]),
    ...(KAFKA_BROKERS === undefined ? [] : [[9092, portOf(`kafka://${KAFKA_BROKERS}`)]]),
  ]) as Readonly<Record<string, number>>;
}

function portOf(url: string): number {
  return Number(new URL(url).port);
}
