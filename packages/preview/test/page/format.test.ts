import { describe, expect, it } from "vitest";
import { colorOf, mixed, withOpacity } from "../../src/page/format/colors.ts";
import { formatValue } from "../../src/page/format/units.ts";

const now = Date.UTC(2030, 0, 2, 12);

describe("a value", () => {
  it.each([
    [0.1234, "s", undefined, "123 ms"],
    [0, "s", undefined, "0 s"],
    [1, "s", undefined, "1 s"],
    [12.345, "s", undefined, "12.3 s"],
    [60, "s", undefined, "1 min"],
    [90, "s", undefined, "1.5 mins"],
    [7200, "s", undefined, "2 hours"],
    [86_400, "s", undefined, "1 day"],
    [0.000_012, "s", undefined, "12 µs"],
    [2.5e-8, "s", undefined, "25 ns"],
    [-0.25, "s", undefined, "-250 ms"],
    [1500, "ms", undefined, "1.5 s"],
    [0, "bytes", undefined, "0 B"],
    [1024, "bytes", undefined, "1 KiB"],
    [1_500_000, "bytes", undefined, "1.43 MiB"],
    [1_500_000, "decbytes", undefined, "1.5 MB"],
    [2048, "Bps", undefined, "2.05 kB/s"],
    [0.123, "percentunit", undefined, "12.3%"],
    [1, "percentunit", undefined, "100%"],
    [0.5, "percentunit", 2, "50.00%"],
    [12.3456, "percent", undefined, "12.3%"],
    [1234, "short", undefined, "1.23 K"],
    [2_000_000, "short", undefined, "2 Mil"],
    [0.1, "short", undefined, "0.1"],
    [1234, "ops", undefined, "1.23K ops/s"],
    [3.2, "reqps", undefined, "3.2 req/s"],
    [2, "cps", undefined, "2 c/s"],
    [1234.5678, "locale", undefined, "1,234.568"],
    [1234, "locale", 0, "1,234"],
    [3, "none", undefined, "3"],
    [2.34567, "none", undefined, "2.35"],
    [2.34567, "none", 1, "2.3"],
    [5, "unknown-unit", undefined, "5 unknown-unit"],
    [5, "suffix: jobs", undefined, "5 jobs"],
    [5, "prefix:#", undefined, "#5"],
    [1, "bool_yes_no", undefined, "Yes"],
    [0, "bool_yes_no", undefined, "No"],
    [0, "bool", undefined, "False"],
    [3725, "dtdurations", 1, "1 hour, 2 minutes"],
    [3725, "dtdurations", undefined, "1 hour"],
    [0.25, "dtdurations", undefined, "0.25 seconds"],
    [93_784, "dthms", undefined, "1d 02:03:04"],
    [Number.NaN, "s", undefined, "NaN"],
    [Number.POSITIVE_INFINITY, "bytes", undefined, "∞"],
    [now - 3_600_000, "dateTimeFromNow", undefined, "1 hour ago"],
    [now + 120_000, "dateTimeFromNow", undefined, "in 2 minutes"],
    [1500, "hertz", undefined, "1.5 kHz"],
    [21.5, "celsius", undefined, "21.5 °C"],
  ])("of %s in %s with %s decimals is %j", (value, unit, decimals, expected) => {
    expect(formatValue(value, unit, { decimals, now })).toBe(expected);
  });

  it("that is a date is written in the reader's time zone", () => {
    const date = new Date(2030, 4, 6, 7, 8, 9);
    expect(formatValue(date.getTime(), "dateTimeAsIso")).toBe("2030-05-06 07:08:09");
    expect(formatValue(date.getTime(), "dateTimeAsUS")).toBe("05/06/2030 7:08:09 am");
  });
});

describe("a colour", () => {
  it.each([
    ["green", "#73bf69"],
    ["semi-dark-red", "#e02f44"],
    ["super-light-blue", "#c0d8ff"],
    ["#123456", "#123456"],
    ["rgba(1, 2, 3, 0.5)", "rgba(1, 2, 3, 0.5)"],
    ["text", "currentColor"],
    ["red; background: url(https://evil.example)", "#808080"],
  ])("%s", (name, expected) => {
    expect(colorOf(name)).toBe(expected);
  });

  it("can be mixed and made transparent", () => {
    expect(mixed("#000000", "#ffffff", 0.5)).toBe("#808080");
    expect(withOpacity("#73bf69", 0.5)).toBe("#73bf6980");
  });
});
