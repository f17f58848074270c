import { isProtobuf } from "@promenade/promql/exposition";
import type { Scrape } from "@promenade/promql/samples";

/** Native histograms are in Protocol Buffers only, as Go's and Java's clients write them. */
const accept = [
  "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited",
  "application/openmetrics-text;version=1.0.0;q=0.9",
  "text/plain;version=0.0.4;q=0.5",
  "*/*;q=0.1",
].join(",");

/** An endpoint that never ends its answer must not fill the memory. */
const longestBody = 64 * 1024 * 1024;

/** Asks a metrics endpoint once. Never rejects. */
export async function scrapeUrl(url: string, timeoutMilliseconds: number): Promise<Scrape> {
  const time = Date.now();
  const begin = performance.now();
  const end = (result: Scrape["result"]): Scrape => ({
    time,
    durationSeconds: (performance.now() - begin) / 1000,
    result,
  });
  try {
    const response = await fetch(url, {
      headers: { accept },
      signal: AbortSignal.timeout(timeoutMilliseconds),
    });
    if (!response.ok) {
      await response.body?.cancel();
      return end({ error: `the server answered ${response.status} ${response.statusText}`.trim() });
    }
    const contentType = response.headers.get("content-type") ?? "";
    if (isProtobuf(contentType)) return end({ bytes: await readBytes(response), contentType });
    return end({ text: await readText(response), contentType });
  } catch (error) {
    return end({ error: reasonOf(error, timeoutMilliseconds) });
  }
}

async function readText(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  const parts: string[] = [];
  for await (const chunk of bounded(response)) parts.push(decoder.decode(chunk, { stream: true }));
  return parts.join("") + decoder.decode();
}

async function readBytes(response: Response): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const chunk of bounded(response)) parts.push(chunk);
  return Buffer.concat(parts);
}

async function* bounded(response: Response): AsyncIterable<Uint8Array> {
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += (chunk as Uint8Array).length;
    if (length > longestBody) throw new Error("the answer is longer than 64 MiB");
    yield chunk as Uint8Array;
  }
}

function reasonOf(error: unknown, timeoutMilliseconds: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return `no answer within ${timeoutMilliseconds} ms`;
  // fetch says "fetch failed"; why is in the cause.
  const { cause } = error as { cause?: { message?: string; code?: string } };
  return cause?.message || cause?.code || error.message;
}
