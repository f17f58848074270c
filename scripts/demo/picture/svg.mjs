import { colors } from "./theme.mjs";

/** Rounded to what can be seen, as short as it can be written. */
export function short(value) {
  return String(Math.round(value * 10) / 10).replace(/^(-?)0\./, "$1.");
}

export function escape(content) {
  return String(content)
    .replaceAll(/[^\P{Cc}\t\n\r]|[\uFFFE\uFFFF]/gu, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

export function element(name, attributes, ...children) {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === "number" ? short(value) : escape(value)}"`)
    .join("");
  const content = children.flat(Infinity).join("");
  return content === "" ? `<${name}${written}/>` : `<${name}${written}>${content}</${name}>`;
}

export function rectangle(box, attributes = {}) {
  const { x, y, width, height } = box;
  return element("rect", {
    x,
    y,
    width: Math.max(0, width),
    height: Math.max(0, height),
    ...attributes,
  });
}

export function line(x1, y1, x2, y2, attributes = {}) {
  return element("path", {
    d: `M${short(x1)} ${short(y1)}L${short(x2)} ${short(y2)}`,
    ...attributes,
  });
}

/** `anchor` is "start", "middle" or "end"; `y` is the base line. */
export function text(x, y, content, { size, fill = colors.text, anchor, weight } = {}) {
  const attributes = {
    x,
    y,
    "font-size": size,
    fill: fill === colors.text ? undefined : fill,
    "text-anchor": anchor === "start" ? undefined : anchor,
    "font-weight": weight,
  };
  return element("text", attributes, escape(content));
}

/**
 * The commands of a path through points, without those that lie on the way between their neighbours.
 * It begins with `start`: "M" for a path of its own, "L" to continue one.
 */
export function pathThrough(points, start = "M") {
  const kept = points.filter((point, index) => {
    const [before, after] = [points[index - 1], points[index + 1]];
    if (before === undefined || after === undefined) return true;
    const share = (point[0] - before[0]) / (after[0] - before[0] || 1);
    return Math.abs(before[1] + share * (after[1] - before[1]) - point[1]) > 0.2;
  });
  let [lastX, lastY] = [0, 0];
  return kept
    .map(([x, y], index) => {
      // Relative to the rounded place, so that the roundings do not add up.
      const [stepX, stepY] = [x - lastX, y - lastY].map((value) => Math.round(value * 10) / 10);
      lastX += stepX;
      lastY += stepY;
      return `${index === 0 ? start : "l"}${short(stepX)} ${short(stepY)}`.replace(" -", "-");
    })
    .join("");
}
