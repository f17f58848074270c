// A panel's current value as one short line of text.

const scales = {
  seconds: [
    [86_400, "d"],
    [3600, "h"],
    [60, "min"],
    [1, "s"],
    [1e-3, "ms"],
    [1e-6, "µs"],
    [1e-9, "ns"],
  ],
  bytes: [
    [2 ** 30, "GiB"],
    [2 ** 20, "MiB"],
    [2 ** 10, "KiB"],
    [1, "B"],
  ],
  count: [
    [1e9, "G"],
    [1e6, "M"],
    [1e3, "k"],
    [1, ""],
  ],
};

const perSecond = {
  reqps: "req/s",
  ops: "ops/s",
  cps: "/s",
  rps: "reads/s",
  wps: "writes/s",
  eps: "events/s",
  mps: "msg/s",
};

export function formatValue(value, unit) {
  if (!Number.isFinite(value)) return value > 0 ? "∞" : String(value);
  switch (unit) {
    case "s":
    case "dtdurations":
    case "clocks":
      return scaled(value, scales.seconds);
    case "ms":
      return scaled(value / 1000, scales.seconds);
    case "bytes":
    case "decbytes":
      return scaled(value, scales.bytes);
    case "Bps":
    case "binBps":
      return `${scaled(value, scales.bytes)}/s`;
    case "percentunit":
      return `${short(value * 100)} %`;
    case "percent":
      return `${short(value)} %`;
    case "dateTimeFromNow":
    case "dateTimeAsIso":
      return new Date(value).toISOString().slice(0, 19).replace("T", " ");
    default:
      return `${scaled(value, scales.count)} ${perSecond[unit] ?? ""}`.trim();
  }
}

function scaled(value, scale) {
  const [factor, name] = scale.find(([size]) => Math.abs(value) >= size) ?? [
    1,
    value === 0 ? scale.find(([size]) => size === 1)[1] : "",
  ];
  return `${short(value / factor)} ${name}`.trim();
}

function short(value) {
  if (value === 0) return "0";
  return Number(value.toPrecision(3)).toLocaleString("en", { maximumFractionDigits: 6 });
}

/** The largest series of each query, and how many more there are. */
export function panelText(panel) {
  if (panel.type === "table")
    return `${Math.max(...panel.targets.map(({ samples }) => samples.length))} rows`;
  if (panel.type === "heatmap") return `${panel.targets[0].samples.length} buckets`;
  return panel.targets.map((target) => targetText(panel, target)).join(" · ");
}

function targetText(panel, { samples, legend, format }) {
  if (samples.length === 0) return "NO DATA";
  const top = samples.reduce((a, b) => (b.value > a.value ? b : a));
  const name = format === "time_series" ? legendText(legend, top.labels) : "";
  const value = panel.showsName ? "" : formatValue(top.value, panel.unit);
  const more = samples.length > 1 ? `(+${samples.length - 1})` : "";
  return [name, value, more].filter(Boolean).join(" ");
}

function legendText(legend, labels) {
  if (legend === "__auto") return Object.values(labels).join(" ");
  return legend.replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (_, label) => labels[label] ?? "").trim();
}
