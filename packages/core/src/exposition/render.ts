import type { Registry } from "../registry.ts";
import type { ExpositionFormat } from "./formats.ts";
import { Renderer } from "./renderer.ts";
import { Slice } from "./slice.ts";

export interface RenderOptions {
  readonly format: ExpositionFormat;
  /**
   * Gets the exposition in pieces. A piece is valid only until the call returns: copy it. A promise that it returns is
   * awaited before more comes, so a slow reader can hold the render back.
   */
  readonly write: (chunk: Uint8Array) => void | Promise<void>;
  /** Time on the main thread before the event loop gets a turn. Default 1 ms. */
  readonly budgetMilliseconds?: number;
}

export const defaultBudgetMilliseconds = 1;

/**
 * Writes every metric of a registry. The event loop is never held longer than about the budget.
 * Rejects only with what `write` threw.
 */
export async function render(registry: Registry, options: RenderOptions): Promise<void> {
  const slice = new Slice(options.budgetMilliseconds ?? defaultBudgetMilliseconds);
  await rendererOf(registry).render(options, slice);
  await writeEnd(options);
}

/** Writes what must stand last. */
export async function writeEnd({ format, write }: RenderOptions): Promise<void> {
  if (format === "openmetrics") await write(Buffer.from("# EOF\n"));
}

/**
 * Not a map of this module: copies of this package share a registry, and only one renderer can follow its changes.
 */
const key = Symbol.for("promenade.renderer.1");

export function rendererOf(registry: Registry): Renderer {
  const holder = registry as { [key]?: Renderer };
  return (holder[key] ??= new Renderer(registry));
}
