import type { Server } from "node:http";
import { PromenadeError } from "../errors.ts";
import { messageOf } from "../logger.ts";

/** How many ports after the wanted one are tried. */
const furtherPorts = 100;

export interface Address {
  readonly port: number;
  readonly host: string | undefined;
  readonly portInUse: "error" | "next";
}

/**
 * Binds a server, to a following port where that is allowed; gives the port.
 * @throws PromenadeError `PROMENADE_PORT_IN_USE`, `PROMENADE_SERVER_FAILED`
 */
export async function listen(server: Server, address: Address): Promise<number> {
  const { port, host, portInUse } = address;
  const last = portInUse === "next" && port !== 0 ? Math.min(port + furtherPorts, 65_535) : port;
  for (let candidate = port; ; candidate += 1) {
    try {
      return await bind(server, candidate, host);
    } catch (error) {
      const isTaken = (error as NodeJS.ErrnoException).code === "EADDRINUSE";
      if (!isTaken) throw listenError(error, candidate, host);
      if (candidate >= last) throw portError(error, port, last, portInUse);
    }
  }
}

function bind(server: Server, port: number, host: string | undefined): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    // Exclusive: cluster workers that shared one socket would answer for each other at random.
    server.listen({ port, ...(host === undefined ? {} : { host }), exclusive: true }, () => {
      server.off("error", reject);
      const bound = server.address();
      resolve(typeof bound === "object" && bound !== null ? bound.port : port);
    });
  });
}

function portError(
  cause: unknown,
  port: number,
  last: number,
  portInUse: Address["portInUse"],
): PromenadeError {
  const message =
    portInUse === "next"
      ? `Ports ${port} to ${last} are all in use, so the metrics server cannot start. Set \`server: { port }\` to a free one.`
      : `Port ${port} is in use, so the metrics server cannot start. Set \`server: { port }\` to a free one (0: any), or \`server: { portInUse: "next" }\` to take the next free one. To see who has it: lsof -i :${port}`;
  return new PromenadeError("PROMENADE_PORT_IN_USE", message, { cause });
}

function listenError(cause: unknown, port: number, host: string | undefined): PromenadeError {
  const { code } = cause as NodeJS.ErrnoException;
  const advice =
    code === "EACCES"
      ? "Ports below 1024 need a privilege: choose a higher one."
      : "Check `server: { host, port }`: the host must be an address of this machine.";
  return new PromenadeError(
    "PROMENADE_SERVER_FAILED",
    `The metrics server cannot listen on ${host ?? "all interfaces"}, port ${port}: ${messageOf(cause)}. ${advice}`,
    { cause },
  );
}
