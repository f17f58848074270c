import { createServer, request } from "node:http";
import { connect, type AddressInfo } from "node:net";

export interface TestProxy {
  readonly url: string;
  /** What went through: `GET http://…`, `CONNECT host:port`. */
  readonly seen: string[];
  stop(): void;
}

/** A forward proxy on a free port. */
export async function startProxy(): Promise<TestProxy> {
  const seen: string[] = [];
  const server = createServer((incoming, outgoing) => {
    const { method = "GET", url = "", headers } = incoming;
    seen.push(`${method} ${url}`);
    const forwarded = request(url, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    forwarded.on("error", () => outgoing.destroy());
    incoming.pipe(forwarded);
  });
  server.on("connect", ({ url = "" }, socket) => {
    seen.push(`CONNECT ${url}`);
    const [host = "", port = ""] = url.split(":");
    const target = connect(Number(port), host, () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      target.pipe(socket).pipe(target);
    });
    for (const end of [target, socket])
      end.on("error", () => {
        target.destroy();
        socket.destroy();
      });
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  server.unref();
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
