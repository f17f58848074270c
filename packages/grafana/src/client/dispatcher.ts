import type { buildConnector as BuildConnector, Dispatcher } from "undici";
import type { GrafanaConnection } from "./connection.ts";

/**
 * What carries the requests: TLS, proxies, and how long a connection may take. In the background no connection keeps the
 * process alive. undici is loaded here and not before.
 */
export async function createDispatcher(
  connection: GrafanaConnection,
  isBackground: boolean,
): Promise<Dispatcher> {
  const { EnvHttpProxyAgent, buildConnector } = await import("undici");
  const { tls, proxy, timeoutMilliseconds = 10_000 } = connection;
  const options = { ...tls, timeout: timeoutMilliseconds };
  const connect = isBackground ? unreferenced(buildConnector(options)) : options;
  const proxies =
    proxy === false
      ? { httpProxy: "", httpsProxy: "" }
      : proxy === undefined
        ? {}
        : { httpProxy: proxy, httpsProxy: proxy };
  return new EnvHttpProxyAgent({
    ...proxies,
    connect,
    ...(tls === undefined ? {} : { requestTls: tls }),
    connections: 8,
    pipelining: 1,
    keepAliveTimeout: 1000,
  });
}

function unreferenced(connect: BuildConnector.connector): BuildConnector.connector {
  return (options, callback) => {
    connect(options, (...result) => {
      const [error, socket] = result;
      if (error === null) {
        socket.unref();
        // undici refers to it again for each request; this one is ours alone.
        socket.ref = () => socket;
      }
      callback(...result);
    });
  };
}
