import { svg } from "../dom.ts";

/** The line below a number. Drawn in a square that CSS stretches. */
export function sparkline(
  values: readonly (number | null)[],
  color: string,
): SVGElement | undefined {
  const known = values.filter((value): value is number => value !== null);
  if (known.length < 2) return undefined;
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const span = high - low || 1;
  const points = values.flatMap((value, index) =>
    value === null
      ? []
      : [
          `${((index / (values.length - 1)) * 100).toFixed(2)},${(96 - ((value - low) / span) * 92).toFixed(2)}`,
        ],
  );
  const [first] = points[0]?.split(",") ?? ["0"];
  const [last] = points.at(-1)?.split(",") ?? ["100"];
  return svg(
    "svg",
    {
      class: "sparkline",
      viewBox: "0 0 100 100",
      preserveAspectRatio: "none",
      "aria-hidden": "true",
    },
    svg("polygon", {
      points: `${first},100 ${points.join(" ")} ${last},100`,
      fill: color,
      "fill-opacity": "0.16",
    }),
    svg("polyline", {
      points: points.join(" "),
      fill: "none",
      stroke: color,
      "stroke-width": "1.2",
      "vector-effect": "non-scaling-stroke",
    }),
  );
}
