import fc from "fast-check";
import { expect, it } from "vitest";
import { flow } from "../src/layout.ts";

const boxes = fc.array(
  fc.record({ width: fc.integer({ min: 1, max: 24 }), height: fc.integer({ min: 1, max: 12 }) }),
  { minLength: 1, maxLength: 40 },
);

it("fills every line to 24 columns without overlap, in order", () => {
  fc.assert(
    fc.property(boxes, fc.integer({ min: 0, max: 50 }), (sizes, top) => {
      const { positions, bottom } = flow(sizes, top);
      const cells = new Set<string>();
      for (const { x, y, w, h } of positions) {
        for (let column = x; column < x + w; column++)
          for (let line = y; line < y + h; line++) cells.add(`${column},${line}`);
      }
      const area = positions.reduce((sum, { w, h }) => sum + w * h, 0);
      expect(cells.size).toBe(area);
      expect(area).toBe((bottom - top) * 24);
      const order = positions.map(({ x, y }) => y * 24 + x);
      expect(order).toEqual(order.toSorted((a, b) => a - b));
    }),
  );
});

it("wraps before a panel would stick out", () => {
  const half = { width: 12, height: 8 };
  expect(flow([half, { width: 18, height: 4 }, half], 1).positions).toEqual([
    { x: 0, y: 1, w: 24, h: 8 },
    { x: 0, y: 9, w: 24, h: 4 },
    { x: 0, y: 13, w: 24, h: 8 },
  ]);
});
