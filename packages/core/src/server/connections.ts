import type { Server } from "node:http";
import type { Socket } from "node:net";

/** Time that requests under way get when the server stops. */
const graceMilliseconds = 1000;

/**
 * Keeps a server and its connections from holding the process: a scraper's idle keep-alive connection would delay its
 * end by more than a minute.
 */
export function neverHold(server: Server): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  const release = (socket: Socket): void => {
    socket.unref();
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  };
  server.unref();
  server.on("connection", release);
  server.on("secureConnection", release);
  return sockets;
}

/** Stops accepting, lets requests under way end, then cuts what is left. */
export function closeServer(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => {
      for (const socket of sockets) socket.destroy();
    }, graceMilliseconds);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}
