/** A place on Grafana's grid of 24 columns. */
export interface GridPosition {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

interface Sized {
  readonly width: number;
  readonly height: number;
}

const columns = 24;

/**
 * Places boxes in lines from `top` on, in their order. A line is wrapped before it overflows, then its boxes are
 * stretched to fill all columns, and all take the height of the tallest.
 */
export function flow(
  boxes: readonly Sized[],
  top: number,
): { readonly positions: readonly GridPosition[]; readonly bottom: number } {
  const positions: GridPosition[] = [];
  let y = top;
  for (const line of linesOf(boxes)) {
    const height = Math.max(...line.map((box) => box.height));
    let x = 0;
    for (const width of stretch(line.map((box) => box.width))) {
      positions.push({ x, y, w: width, h: height });
      x += width;
    }
    y += height;
  }
  return { positions, bottom: y };
}

function linesOf(boxes: readonly Sized[]): readonly (readonly Sized[])[] {
  const lines: Sized[][] = [];
  let used = columns;
  for (const box of boxes) {
    if (used + box.width > columns) {
      lines.push([]);
      used = 0;
    }
    lines.at(-1)?.push(box);
    used += box.width;
  }
  return lines;
}

/** Widths in proportion that add up to all columns; what rounding leaves over goes to the first ones. */
function stretch(widths: readonly number[]): readonly number[] {
  const sum = widths.reduce((total, width) => total + width, 0);
  const scaled = widths.map((width) => Math.floor((width * columns) / sum));
  let left = columns - scaled.reduce((total, width) => total + width, 0);
  return scaled.map((width) => (left-- > 0 ? width + 1 : width));
}
