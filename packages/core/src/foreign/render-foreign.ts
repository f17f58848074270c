import { describe } from "../exposition/family.ts";
import type { RenderTarget } from "../exposition/renderer.ts";
import type { Slice } from "../exposition/slice.ts";
import type { ForeignFamily } from "./foreign-registry.ts";
import { formatSample } from "./format-sample.ts";

/** Text that is gathered before it is encoded. */
const pieceLength = 1 << 15;

/**
 * Writes the metrics of foreign registries in the format that is asked for. Samples that Prometheus would not take are
 * left out; gives the metrics that had some.
 */
export async function renderForeign(
  families: readonly ForeignFamily[],
  { format, write }: RenderTarget,
  slice: Slice,
): Promise<ReadonlySet<ForeignFamily>> {
  const invalid = new Set<ForeignFamily>();
  let piece = "";
  for (const family of families) {
    const { name, help } = family;
    const type = typeIn(format, family);
    piece += describe({ name, help, type, unit: undefined }, format);
    for (const value of family.values) {
      const line = formatSample(family, value, type, format);
      if (line === undefined) invalid.add(family);
      else piece += line;
      if (piece.length > pieceLength) {
        await write(Buffer.from(piece));
        piece = "";
        if (slice.isOver) await slice.next();
      }
    }
    if (slice.isOver) await slice.next();
  }
  if (piece !== "") await write(Buffer.from(piece));
  return invalid;
}

/**
 * OpenMetrics has no `untyped`, and its counters must end in `_total`: one that does not is of unknown type there,
 * because renaming it would break every query that knows it by the name it has in text.
 */
function typeIn(format: RenderTarget["format"], { type, name }: ForeignFamily): string {
  if (format === "text") return type;
  return type === "untyped" || (type === "counter" && !name.endsWith("_total")) ? "unknown" : type;
}
