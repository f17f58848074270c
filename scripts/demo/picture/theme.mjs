// Grafana's dark theme, as far as a picture needs it.

/** The width of a laptop's browser: scaled down into a page of text, it can still be read. */
export const pictureWidth = 1280;
export const font = "Inter, Arial, Helvetica, 'Liberation Sans', sans-serif";

export const colors = {
  canvas: "#111217",
  panel: "#181b1f",
  border: "#25282d",
  line: "#2c3036",
  grid: "#26292f",
  text: "#d5d5e0",
  faint: "#9a9aa6",
  link: "#6e9fff",
  deploy: "#5794f2",
};

const named = {
  green: "#73bf69",
  yellow: "#fade2a",
  orange: "#ff9830",
  red: "#f2495c",
  blue: "#5794f2",
  purple: "#b877d9",
  text: colors.text,
};

const palette = [
  ..."#73bf69 #f2cc0c #8ab8ff #ff780a #f2495c #5794f2 #b877d9 #705da0 #37872d #fade2a".split(" "),
  ..."#447ebc #c15c17 #890f02 #3274d9 #a352cc #584477 #b7dbab #f4d598 #70dbed #f9ba8f".split(" "),
];

export function colorOf(name) {
  return named[name] ?? name;
}

export function seriesColor(index) {
  return palette[index % palette.length];
}

/** The color of the last step that `value` reaches. */
export function thresholdColor({ steps } = { steps: [] }, value) {
  const reached = steps.findLast((step) => step.value === null || value >= step.value);
  return colorOf(reached?.color ?? "green");
}
