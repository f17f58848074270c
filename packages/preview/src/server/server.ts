import { createServer, type RequestListener, type Server } from "node:http";
import { PromenadeError } from "@promenade/core";
import { refuseRequest } from "./headers.ts";
import { respond } from "./respond.ts";
import type { PreviewState } from "./state.ts";
import { Turns } from "./turns.ts";

export interface ListeningServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** A page asks for all of its panels at once, and may be open in several tabs. */
const mostWaiting = 1000;

const serverOptions = {
  requestTimeout: 10_000,
  headersTimeout: 5000,
  keepAliveTimeout: 30_000,
  connectionsCheckingInterval: 2000,
  // We refuse it ourselves, with all headers.
  requireHostHeader: false,
};

/** How many ports after the wanted one are tried. */
const furtherPorts = 20;

/**
 * Serves the page and its API on this machine only.
 * @throws PromenadeError `PROMENADE_PORT_IN_USE`, `PROMENADE_SERVER_FAILED`
 */
export async function listen(state: PreviewState, wanted: number): Promise<ListeningServer> {
  const turns = new Turns(mostWaiting);
  const listener: RequestListener = (request, response) =>
    void respond(state, turns, request, response);
  const server = createServer(serverOptions, listener);
  server.maxConnections = mostWaiting;
  // Whoever does not read its answer for that long is gone.
  server.timeout = 60_000;
  // Without it, Node answers such requests itself.
  server.on("checkExpectation", listener);
  server.on("clientError", refuseRequest);
  const port = await bindNear(server, wanted);
  server.on("error", () => undefined);
  return {
    url: `http://localhost:${port}/`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function bindNear(server: Server, wanted: number): Promise<number> {
  for (let port = wanted; ; port += 1) {
    try {
      return await bind(server, port);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code !== "EADDRINUSE")
        throw new PromenadeError(
          "PROMENADE_SERVER_FAILED",
          `The preview cannot listen on 127.0.0.1, port ${port}: ${message}. Give it another \`port\` (0: any free one).`,
          { cause: error },
        );
      if (port >= Math.min(wanted + furtherPorts, 65_535))
        throw new PromenadeError(
          "PROMENADE_PORT_IN_USE",
          `Ports ${wanted} to ${port} are all in use, so the preview cannot start. Give it another \`port\` (0: any free one).`,
          { cause: error },
        );
    }
  }
}

function bind(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => {
      server.off("error", reject);
      const bound = server.address();
      resolve(typeof bound === "object" && bound !== null ? bound.port : port);
    });
  });
}
