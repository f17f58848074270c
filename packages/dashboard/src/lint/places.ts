import { isRecord, text, type FoundPanel } from "../panels-in.ts";
import { error, type Problem } from "./finding.ts";

/** Panel ids that appear twice, and panels that lie on one another or stick out of the grid. */
export function checkPlaces(
  panels: readonly FoundPanel[],
): readonly { readonly panel: string; readonly problem: Problem }[] {
  const found: { panel: string; problem: Problem }[] = [];
  const ids = new Map<number, string>();
  const placed: { title: string; x: number; y: number; w: number; h: number }[] = [];
  for (const { panel, isFolded } of panels) {
    const title = text(panel["title"]);
    const id = typeof panel["id"] === "number" ? panel["id"] : undefined;
    const other = id === undefined ? undefined : ids.get(id);
    if (id !== undefined && other !== undefined)
      found.push({
        panel: title,
        problem: error("duplicate-panel-id", `has the id ${id}, as "${other}" has`),
      });
    if (id !== undefined) ids.set(id, title);
    const grid = isRecord(panel["gridPos"]) ? panel["gridPos"] : undefined;
    if (grid === undefined) continue;
    const [x, y, w, h] = ["x", "y", "w", "h"].map((key) => grid[key]);
    if (
      typeof x !== "number" ||
      typeof y !== "number" ||
      typeof w !== "number" ||
      typeof h !== "number"
    ) {
      found.push({ panel: title, problem: error("invalid-shape", "gridPos needs x, y, w and h") });
      continue;
    }
    if (x < 0 || w < 1 || h < 1 || x + w > 24)
      found.push({
        panel: title,
        problem: error("panel-outside-grid", `x ${x} and w ${w} leave the 24 columns`),
      });
    // The panels of a folded row are pushed down when it opens.
    if (isFolded) continue;
    const hit = placed.find(
      (box) => x < box.x + box.w && box.x < x + w && y < box.y + box.h && box.y < y + h,
    );
    if (hit !== undefined)
      found.push({ panel: title, problem: error("overlapping-panels", `lies on "${hit.title}"`) });
    placed.push({ title, x, y, w, h });
  }
  return found;
}
