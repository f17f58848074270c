import type { IncomingMessage, ServerResponse } from "node:http";
import { setImmediate } from "node:timers/promises";
import type { ScrapeAnswer } from "./answer.ts";

/** Bytes that go to the socket in one turn of the event loop: a system call that copies megabytes holds it for long. */
const pieceLength = 1 << 19;

/** Writes an answer, and releases it when the socket has it or is gone. Never throws. */
export function send(
  request: IncomingMessage,
  response: ServerResponse,
  answer: ScrapeAnswer,
): void {
  // The reader may be gone already, and then no further event says so.
  if (response.headersSent || response.destroyed) return answer.release();
  response.once("close", answer.release);
  // A reader that goes away is no reason to crash.
  response.on("error", () => {});
  void write(response, answer, request.method === "HEAD").catch(() => response.destroy());
}

async function write(
  response: ServerResponse,
  { status, headers, body }: ScrapeAnswer,
  isHead: boolean,
): Promise<void> {
  response.writeHead(status, headers);
  if (isHead) return void response.end();
  let start = 0;
  for (; body.length - start > pieceLength; start += pieceLength) {
    if (!response.write(body.subarray(start, start + pieceLength))) await drained(response);
    await setImmediate();
    if (response.destroyed) return;
  }
  response.end(body.subarray(start));
}

/** Resolves when there is room again, or nobody left to write to. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const settle = (): void => {
      response.off("drain", settle);
      response.off("close", settle);
      resolve();
    };
    response.on("drain", settle);
    response.on("close", settle);
  });
}
