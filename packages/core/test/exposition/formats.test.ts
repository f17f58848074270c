import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { acceptsGzip, negotiate } from "../../src/exposition/formats.ts";

describe("negotiate", () => {
  const prometheus3 =
    "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.6,application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1";
  const prometheus242 =
    "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";
  it.each([
    [undefined, "text"],
    ["", "text"],
    ["*/*", "text"],
    ["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text"],
    ["application/json", "text"],
    [prometheus3, "openmetrics"],
    [prometheus242, "openmetrics"],
    ["Application/OpenMetrics-Text; Version=1.0.0 ; Q=0.3, text/plain;q=0.2", "openmetrics"],
    ['application/openmetrics-text; version="1.0.0"', "openmetrics"],
    ["application/openmetrics-text;version=2.0.0, text/plain;q=0.1", "text"],
    ["application/openmetrics-text;q=0.2, text/plain;version=0.0.4;q=0.5", "text"],
    ["application/openmetrics-text;q=0, */*;q=0.1", "text"],
    ["application/openmetrics-text;q=oops, text/plain;q=0.1", "text"],
    ["text/plain;version=1.0.0;q=0.9, application/openmetrics-text;q=0.1", "openmetrics"],
  ])("%s → %s", (accept, format) => {
    expect(negotiate(accept)).toBe(format);
  });

  it("takes any header", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (header) => {
        expect(["text", "openmetrics"]).toContain(negotiate(header));
        expect(typeof acceptsGzip(header)).toBe("boolean");
      }),
    );
  });
});

describe("acceptsGzip", () => {
  it.each([
    [undefined, false],
    ["", false],
    ["gzip", true],
    ["deflate, gzip, br", true],
    ["GZIP;q=0.5", true],
    ["gzip;q=0", false],
    ["*", true],
    ["gzip;q=0, *", false],
    ["identity", false],
    ["gzip;q=0.5, identity", false],
    ["identity;q=0.5, gzip", true],
    ["x-gzip", true],
  ])("%s → %s", (header, expected) => {
    expect(acceptsGzip(header)).toBe(expected);
  });
});
