import { render, type RenderOptions } from "../../src/exposition/render.ts";
import type { Registry } from "../../src/index.ts";

/** A whole exposition as text. */
export async function renderText(
  registry: Registry,
  format: RenderOptions["format"] = "text",
  budgetMilliseconds?: number,
): Promise<string> {
  const chunks: Buffer[] = [];
  await render(registry, {
    format,
    write: (chunk) => void chunks.push(Buffer.from(chunk)),
    ...(budgetMilliseconds === undefined ? {} : { budgetMilliseconds }),
  });
  return Buffer.concat(chunks).toString();
}

/** Only the lines about metrics with this prefix: without Promenade's own. */
export function linesOf(text: string, prefix: string): string {
  return text
    .split("\n")
    .filter((line) => new RegExp(`^(?:# \\w+ )?${prefix}`).test(line))
    .join("\n");
}
