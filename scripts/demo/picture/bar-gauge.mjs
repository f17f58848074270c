import { seriesOf } from "./series.mjs";
import { rectangle, text } from "./svg.mjs";
import { fit, textWidth } from "./text.mjs";
import { thresholdColor } from "./theme.mjs";
import { formatValue } from "./units.mjs";

const size = 12;
const leastHeight = 17;
const mostHeight = 34;
const unfilled = "#22252b";

export function drawBarGauge(panel, box) {
  const { unit, decimals, max, thresholds } = panel.fieldConfig.defaults;
  const most = Math.floor(box.height / leastHeight);
  const bars = seriesOf(panel)
    .slice(0, most)
    .map(({ name, points }) => ({ name, value: points.at(-1)[1] }));
  if (bars.length === 0) return undefined;
  const texts = bars.map(({ value }) => formatValue(value, unit, { decimals }));
  const height = Math.min(mostHeight, box.height / bars.length);
  const left = Math.min(
    box.width * 0.45,
    Math.max(...bars.map(({ name }) => textWidth(name, size))) + 10,
  );
  const right = Math.max(...texts.map((value) => textWidth(value, size))) + 10;
  const x = box.x + 8 + left;
  const width = box.width - 16 - left - right;
  const highest = max ?? Math.max(...bars.map(({ value }) => value), 1e-12);
  return bars.map(({ name, value }, index) => {
    const y = box.y + index * height;
    const middle = y + height / 2 + 4;
    const bar = { x, y: y + 2, width, height: height - 4 };
    const color = thresholdColor(thresholds, value);
    const share = Math.min(1, Math.max(0, value / highest));
    return [
      text(x - 10, middle, fit(name, size, left - 10), { size, anchor: "end" }),
      rectangle(bar, { fill: unfilled, rx: 2 }),
      rectangle({ ...bar, width: share * width }, { fill: color, "fill-opacity": ".35", rx: 2 }),
      rectangle({ ...bar, x: x + Math.max(0, share * width - 2), width: 2 }, { fill: color }),
      text(box.x + box.width - 8, middle, texts[index], { size, fill: color, anchor: "end" }),
    ];
  });
}
