import { fromNow, isoDate, isoDateOrTime, usDate } from "./dates.ts";
import { fixed } from "./decimals.ts";
import { asClock, duration, inWords } from "./durations.ts";
import { binary, counted, prefixed, si, stepped, suffixed, type Formatter } from "./scale.ts";

const yes =
  (one: string, other: string): Formatter =>
  (value) =>
    value === 0 ? other : one;

/** Grafana's units by their ids, as far as dashboards of servers use them. */
const formatters: Readonly<Record<string, Formatter>> = {
  none: (value, decimals) => fixed(value, decimals),
  short: stepped(1000, ["", " K", " Mil", " Bil", " Tri", " Quadr"]),
  locale: (value, decimals) =>
    value.toLocaleString("en-US", {
      minimumFractionDigits: decimals ?? 0,
      maximumFractionDigits: decimals ?? 3,
    }),
  sishort: si(""),
  string: (value) => String(value),
  sci: (value, decimals) => value.toExponential(decimals),
  hex: (value) => value.toString(16).toUpperCase(),
  percent: suffixed("%"),
  percentunit: suffixed("%", 100),
  humidity: suffixed(" %H"),
  bool: yes("True", "False"),
  bool_yes_no: yes("Yes", "No"),
  bool_on_off: yes("On", "Off"),
  ns: duration(1e-9),
  µs: duration(1e-6),
  ms: duration(1e-3),
  s: duration(1),
  m: duration(60),
  h: duration(3600),
  d: duration(86_400),
  dtdurations: (value, decimals) => inWords(value, decimals),
  dtdurationms: (value, decimals) => inWords(value / 1000, decimals),
  dthms: (value) => asClock(value),
  dtdhms: (value) => asClock(value),
  clocks: (value) => asClock(value),
  clockms: (value) => asClock(value / 1000),
  dateTimeAsIso: (value) => isoDate(value),
  dateTimeAsIsoNoDateIfToday: (value, _, now) => isoDateOrTime(value, now),
  dateTimeAsUS: (value) => usDate(value),
  dateTimeAsUSNoDateIfToday: (value) => usDate(value),
  dateTimeAsLocal: (value) => isoDate(value),
  dateTimeAsLocalNoDateIfToday: (value, _, now) => isoDateOrTime(value, now),
  dateTimeAsSystem: (value) => isoDate(value),
  dateTimeFromNow: (value, _, now) => fromNow(value, now),
  bytes: binary("B"),
  decbytes: si("B"),
  bits: binary("b"),
  decbits: si("b"),
  kbytes: (value, decimals, now) => binary("B")(value * 1024, decimals, now),
  deckbytes: (value, decimals, now) => si("B")(value * 1000, decimals, now),
  mbytes: (value, decimals, now) => binary("B")(value * 1024 ** 2, decimals, now),
  decmbytes: (value, decimals, now) => si("B")(value * 1e6, decimals, now),
  gbytes: (value, decimals, now) => binary("B")(value * 1024 ** 3, decimals, now),
  decgbytes: (value, decimals, now) => si("B")(value * 1e9, decimals, now),
  Bps: si("B/s"),
  binBps: binary("B/s"),
  bps: si("b/s"),
  binbps: binary("b/s"),
  KBs: (value, decimals, now) => si("B/s")(value * 1000, decimals, now),
  MBs: (value, decimals, now) => si("B/s")(value * 1e6, decimals, now),
  pps: si("p/s"),
  cps: counted("c/s"),
  ops: counted("ops/s"),
  reqps: counted("req/s"),
  rps: counted("rd/s"),
  wps: counted("wr/s"),
  iops: counted("io/s"),
  eps: counted("evt/s"),
  mps: counted("msg/s"),
  recps: counted("rec/s"),
  rowsps: counted("rows/s"),
  cpm: counted("c/m"),
  opm: counted("ops/m"),
  reqpm: counted("req/m"),
  rpm: counted("rd/m"),
  wpm: counted("wr/m"),
  hertz: si("Hz"),
  rotrpm: counted("rpm"),
  celsius: suffixed(" °C"),
  fahrenheit: suffixed(" °F"),
  watt: si("W"),
  volt: si("V"),
  amp: si("A"),
  joule: si("J"),
  currencyUSD: prefixed("$"),
  currencyEUR: prefixed("€"),
  currencyGBP: prefixed("£"),
};

/** A value as Grafana writes it. `now`, in Unix milliseconds, matters for ages only. */
export function formatValue(
  value: number,
  unit = "none",
  options: { readonly decimals?: number | undefined; readonly now?: number } = {},
): string {
  if (!Number.isFinite(value)) return fixed(value);
  const { decimals, now = Date.now() } = options;
  const format = formatters[unit];
  if (format !== undefined) return format(value, decimals, now);
  const [, kind = "", custom] =
    /^(prefix|suffix|time|si|count|currency):\s*(.*)$/s.exec(unit) ?? [];
  switch (kind) {
    case "prefix":
      return `${custom ?? ""}${fixed(value, decimals)}`;
    case "suffix":
      return `${fixed(value, decimals)} ${custom ?? ""}`;
    case "time":
      return isoDate(value);
    case "si":
      return si(custom ?? "")(value, decimals, now);
    case "count":
      return counted(custom ?? "")(value, decimals, now);
    case "currency":
      return prefixed(custom ?? "")(value, decimals, now);
    default:
      return unit === "" ? fixed(value, decimals) : `${fixed(value, decimals)} ${unit}`;
  }
}
