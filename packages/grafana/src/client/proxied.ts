import { EnvHttpProxyAgent } from "undici";
import type { Carrier } from "./carrier.ts";
import type { GrafanaConnection } from "./connection.ts";

/** Through the proxy of the options, else of `HTTPS_PROXY` and `HTTP_PROXY`, unless `NO_PROXY` names the host. */
export function proxiedCarrier({ proxy, tls }: GrafanaConnection): Carrier {
  const given = typeof proxy === "string" ? { httpProxy: proxy, httpsProxy: proxy } : {};
  const agent = new EnvHttpProxyAgent({
    ...given,
    ...(tls === undefined ? {} : { connect: tls, requestTls: tls }),
    // Plain HTTP is handed to the proxy as it is; many proxies tunnel to port 443 only.
    proxyTunnel: false,
    connections: 8,
    keepAliveTimeout: 1000,
    // The signal of each request bounds it.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return {
    async send({ url, method, headers, body, signal }) {
      const { origin, pathname, search } = new URL(url);
      const response = await agent.request({
        origin,
        path: `${pathname}${search}`,
        method,
        headers,
        body: body ?? null,
        signal,
      });
      const text = await response.body.text();
      return { status: response.statusCode, headers: response.headers, text };
    },
    close: async () => await agent.destroy(),
  };
}
