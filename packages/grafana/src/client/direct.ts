import { Agent, request, type IncomingMessage, type RequestOptions } from "node:http";
import { Agent as TlsAgent, request as requestTls } from "node:https";
import { text as readText } from "node:stream/consumers";
import type { CarriedAnswer, CarriedRequest, Carrier } from "./carrier.ts";
import type { GrafanaConnection } from "./connection.ts";

/** In the background no connection of it keeps the process alive. */
export function directCarrier(
  { url, tls = {} }: GrafanaConnection,
  isBackground: boolean,
): Carrier {
  const isTls = new URL(url).protocol === "https:";
  const keeping = { keepAlive: true, maxSockets: 8 };
  const agent = isTls ? new TlsAgent({ ...keeping, ...tls }) : new Agent(keeping);
  const open = isTls ? requestTls : request;
  return {
    async send({
      url: target,
      method,
      headers,
      body,
      signal,
    }: CarriedRequest): Promise<CarriedAnswer> {
      const options: RequestOptions = { method, headers, agent, signal };
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        const outgoing = open(target, options, resolve);
        outgoing.on("error", reject);
        if (isBackground) outgoing.on("socket", (socket) => socket.unref());
        outgoing.end(body);
      });
      const { statusCode: status = 0, headers: received } = response;
      return { status, headers: received, text: await readText(response) };
    },
    close: () => {
      agent.destroy();
      return Promise.resolve();
    },
  };
}
