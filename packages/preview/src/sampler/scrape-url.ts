import { isProtobuf } from "@promenade/promql/exposition";
import type { Scrape } from "@promenade/promql/samples";
import { addressOf, shownUrl } from "./address.ts";
import { reasonOf, statusReason } from "./reasons.ts";

/** Native histograms are in Protocol Buffers only, as Go's and Java's clients write them. */
const accept = [
  "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited",
  "application/openmetrics-text;version=1.0.0;q=0.9",
  "text/plain;version=0.0.4;q=0.5",
  "*/*;q=0.1",
].join(",");

/** An endpoint that never ends its answer must not fill the memory. */
const longestBody = 64 * 1024 * 1024;
const mostRedirects = 3;

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
    const response = await ask(url, AbortSignal.timeout(timeoutMilliseconds));
    const contentType = response.headers.get("content-type") ?? "";
    const refusal = refusalOf(response.url || url, response, contentType);
    if (refusal !== undefined) {
      await response.body?.cancel();
      return end({ error: refusal });
    }
    if (isProtobuf(contentType)) return end({ bytes: await readBytes(response), contentType });
    return end({ text: await readText(response), contentType });
  } catch (error) {
    return end({ error: reasonOf(error, timeoutMilliseconds) });
  }
}

/** Follows redirects of the endpoint to itself only: no other place may be asked, nor be given the credentials. */
async function ask(target: string, signal: AbortSignal): Promise<Response> {
  const { url, headers } = addressOf(target);
  let next = url;
  for (let count = 0; ; count += 1) {
    const response = await fetch(next, {
      headers: { accept, ...headers },
      redirect: "manual",
      signal,
    });
    const to = redirectOf(next, response);
    if (to === undefined || to.origin !== new URL(url).origin || count === mostRedirects)
      return response;
    await response.body?.cancel();
    next = to.href;
  }
}

function redirectOf(from: string, { status, headers }: Response): URL | undefined {
  const location = headers.get("location");
  if (status < 300 || status > 399 || location === null) return undefined;
  return URL.parse(location, from) ?? undefined;
}

/** Why an answer is not read; `undefined` when it is. */
function refusalOf(url: string, response: Response, contentType: string): string | undefined {
  const to = redirectOf(url, response);
  if (to !== undefined)
    return to.origin === new URL(url).origin
      ? "the server sends from one address to the next, without end"
      : `the server sends elsewhere, to ${shownUrl(to.href).slice(0, 200)}; name that address if it is the right one`;
  if (!response.ok) return statusReason(response.status, response.statusText);
  return /^\s*(?:text\/html|application\/xhtml)/i.test(contentType)
    ? "the answer is a web page and no metrics; is the path right?"
    : undefined;
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
