import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export interface RecordedRequest {
  readonly path: string;
  readonly parameters: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
}

export interface RecordedAnswer {
  readonly status?: number;
  readonly type?: string;
  readonly body: string;
}

/** A server that answers as a Prometheus once did. */
export async function startRecorded(
  answer: (request: RecordedRequest) => RecordedAnswer | undefined,
): Promise<{ readonly url: string } & AsyncDisposable> {
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const path = new URL(request.url ?? "", "http://localhost").pathname;
      const given = answer({
        path,
        parameters: new URLSearchParams(body),
        headers: request.headers,
      });
      // No answer at all, for as long as the client cares to wait.
      if (given === undefined) return;
      response.statusCode = given.status ?? 200;
      response.setHeader("content-type", given.type ?? "application/json").end(given.body);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** The answer to a range query. */
export function matrix(
  result: readonly {
    readonly metric: Readonly<Record<string, string>>;
    readonly values: readonly (readonly [time: number, value: string])[];
  }[],
): RecordedAnswer {
  return { body: JSON.stringify({ status: "success", data: { resultType: "matrix", result } }) };
}
