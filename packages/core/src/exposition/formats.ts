import { parsePreferences } from "./preferences.ts";

/** The exposition formats that Promenade writes: Prometheus text 0.0.4, and OpenMetrics 1.0, which carries exemplars. */
export type ExpositionFormat = "text" | "openmetrics";

/** The `Content-Type` of each format. Prometheus 3 refuses a scrape without one that it knows. */
export const contentTypes: Readonly<Record<ExpositionFormat, string>> = {
  text: "text/plain; version=0.0.4; charset=utf-8",
  openmetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8",
};

/**
 * Chooses the format for an `Accept` header: the most preferred one that Promenade can write, text when there is none.
 * Formats that it cannot write are passed over, so that a scraper that likes protobuf best still gets exemplars.
 */
export function negotiate(accept: string | undefined): ExpositionFormat {
  let best: ExpositionFormat = "text";
  let bestQuality = 0;
  for (const { value, parameters, quality } of parsePreferences(accept)) {
    const format = formatOf(value, parameters.get("version"));
    if (format !== undefined && quality > bestQuality) {
      best = format;
      bestQuality = quality;
    }
  }
  return best;
}

function formatOf(type: string, version: string | undefined): ExpositionFormat | undefined {
  switch (type) {
    case "application/openmetrics-text":
      return version === undefined || version === "1.0.0" || version === "0.0.1"
        ? "openmetrics"
        : undefined;
    case "text/plain":
      return version === undefined || version === "0.0.4" ? "text" : undefined;
    case "text/*":
    case "*/*":
      return "text";
    default:
      return undefined;
  }
}

/** Whether an `Accept-Encoding` header prefers gzip to the plain bytes. */
export function acceptsGzip(acceptEncoding: string | undefined): boolean {
  const qualities = new Map(
    parsePreferences(acceptEncoding).map(({ value, quality }) => [value, quality]),
  );
  const gzip = qualities.get("gzip") ?? qualities.get("x-gzip") ?? qualities.get("*") ?? 0;
  return gzip > 0 && gzip >= (qualities.get("identity") ?? 0);
}
