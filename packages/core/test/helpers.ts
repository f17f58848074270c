import type { Logger, Registry } from "../src/index.ts";
import type { SeriesStore } from "../src/store/series-store.ts";

/** A logger that keeps what it is told. */
export function memoryLogger(): Logger & { readonly lines: string[] } {
  const lines: string[] = [];
  const add = (message: string): void => void lines.push(message);
  return { lines, debug: add, info: add, warn: add, error: add };
}

/** Live series of a metric: label texts joined by a comma → first value. */
export function valuesOf(registry: Registry, name: string): Record<string, number> {
  const store = registry.get(name) as SeriesStore | undefined;
  if (store === undefined) return {};
  const arity = store.labels.length;
  const slots = Array.from({ length: store.slots }, (_, slot) => slot).filter((slot) =>
    store.isLive(slot),
  );
  return Object.fromEntries(
    slots.map((slot) => [
      store.labels
        .map(({ texts }, at) => texts[store.table.ids[slot * arity + at] as number])
        .join(","),
      store.values[slot * store.stride] as number,
    ]),
  );
}
