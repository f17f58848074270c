// Values as Grafana writes them.

const durations = [
  [31_536_000, " years"],
  [604_800, " weeks"],
  [86_400, " days"],
  [3600, " hours"],
  [60, " mins"],
  [1, " s"],
  [1e-3, " ms"],
  [1e-6, " µs"],
  [0, " ns", 1e-9],
];
const binary = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
const decimal = ["", "k", "M", "G", "T", "P"];
const counted = ["", "K", "Mil", "Bil", "Tri"];
const rates = {
  reqps: "req/s",
  ops: "ops/s",
  rps: "rd/s",
  wps: "wr/s",
  iops: "io/s",
  cps: "c/s",
  eps: "evt/s",
  mps: "msg/s",
};
const words = [
  [31_536_000, "year"],
  [2_592_000, "month"],
  [604_800, "week"],
  [86_400, "day"],
  [3600, "hour"],
  [60, "minute"],
  [1, "second"],
];

/** `now` is needed for ages only: Unix milliseconds. */
export function formatValue(value, unit, { decimals, now } = {}) {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "-∞";
  switch (unit) {
    case "s":
      return duration(value, decimals);
    case "ms":
      return duration(value / 1000, decimals);
    case "dtdurations":
      return inWords(value, decimals);
    case "bytes":
      return scaled(value, 1024, binary, decimals, " ");
    case "decbytes":
      return scaled(value, 1000, decimal, decimals, " ", "B");
    case "binBps":
      return scaled(value, 1024, binary, decimals, " ", "/s");
    case "Bps":
      return scaled(value, 1000, decimal, decimals, " ", "B/s");
    case "percentunit":
      return `${fixed(value * 100, decimals)}%`;
    case "percent":
      return `${fixed(value, decimals)}%`;
    case "dateTimeFromNow":
      return `${inWords(Math.max(1, (now - value) / 1000), 0)} ago`;
    case "dateTimeAsIso":
      return new Date(value).toISOString().slice(0, 19).replace("T", " ");
    case "none":
    case undefined:
      return fixed(value, decimals);
    case "locale":
      return value.toLocaleString("en-US", { maximumFractionDigits: decimals ?? 3 });
    case "short":
      return scaled(value, 1000, counted, decimals, " ");
    default:
      return unit in rates
        ? scaled(value, 1000, counted, decimals, "", ` ${rates[unit]}`)
        : `${fixed(value, decimals)} ${unit}`;
  }
}

function duration(value, decimals) {
  if (value === 0) return "0 s";
  const [size, name, factor = size] = durations.find(([least]) => Math.abs(value) >= least);
  const amount = fixed(value / factor, decimals);
  return `${amount}${amount === "1" && name.length > 3 ? name.slice(0, -1) : name}`;
}

function inWords(value, decimals = 0) {
  if (value < 1) return `${fixed(value)} seconds`;
  let rest = value;
  const parts = [];
  for (const [size, name] of words) {
    const count = Math.floor(rest / size);
    if (parts.length > decimals || (count === 0 && parts.length === 0)) continue;
    rest -= count * size;
    parts.push(`${count} ${name}${count === 1 ? "" : "s"}`);
  }
  return parts.join(", ");
}

function scaled(value, base, names, decimals, gap, suffix = "") {
  let [amount, step] = [value, 0];
  for (; Math.abs(amount) >= base && step < names.length - 1; step += 1) amount /= base;
  return `${fixed(amount, decimals)}${gap}${names[step]}${suffix}`.trim();
}

/** Without a number of decimals: three digits that matter. */
function fixed(value, decimals) {
  if (value === 0) return "0";
  if (decimals !== undefined) return value.toFixed(decimals);
  if (Number.isInteger(value)) return String(value);
  const magnitude = Math.floor(Math.log10(Math.abs(value)));
  return value.toFixed(Math.min(12, Math.max(0, 2 - magnitude)));
}
