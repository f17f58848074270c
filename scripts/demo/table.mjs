import { hasData } from "./panels.mjs";
import { panelText } from "./values.mjs";

const titleWidth = 40;
const lineWidth = 120;

export function tableLines(panels) {
  return panels.map((panel) => {
    const title = clip(panel.title, titleWidth).padEnd(titleWidth);
    return `  ${title}  ${hasData(panel) ? panelText(panel) : `NO DATA  ${whyNot(panel)}`}`;
  });
}

/** Prints every dashboard, and how many panels have data. */
export function printTable(dashboards) {
  for (const { title, panels } of dashboards)
    console.log(
      `\n${title}\n${tableLines(panels)
        .map((line) => clip(line, lineWidth))
        .join("\n")}`,
    );
  const all = dashboards.flatMap(({ panels }) => panels);
  console.log(`\n${all.length} panels, ${all.filter(hasData).length} with data`);
}

export function clip(line, width) {
  return line.length > width ? `${line.slice(0, width - 1)}…` : line;
}

function whyNot({ targets }) {
  const target = targets.find(({ samples }) => samples.length === 0);
  return target === undefined ? "no query" : (target.error ?? target.query);
}
