import type { ForeignRegistry } from "../../src/foreign/adopt.ts";
import { Registry } from "../../src/index.ts";
import { Scraper } from "../../src/server/scraper.ts";
import { parseOpenMetrics } from "../exposition/parse-openmetrics.ts";
import { memoryLogger } from "../helpers.ts";

/** A scraper over an empty registry that adopts others. */
export function adopt(...foreign: readonly unknown[]): {
  registry: Registry;
  scraper: Scraper;
  log: ReturnType<typeof memoryLogger>;
} {
  const registry = new Registry();
  const log = memoryLogger();
  registry.log = log;
  return { registry, log, scraper: new Scraper(registry, foreign as readonly ForeignRegistry[]) };
}

export const isForeign = ({ name }: { readonly name: string }): boolean =>
  !/^(?:promenade_|app_n_plus_one)/.test(name);

/** The foreign families, strictly read. */
export async function openMetricsOf(
  scraper: Scraper,
): Promise<ReturnType<typeof parseOpenMetrics>> {
  const families = parseOpenMetrics(await scraper.text("openmetrics"));
  return families.filter(isForeign);
}
