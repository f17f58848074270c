import type { GrafanaConnection } from "./connection.ts";
import { directCarrier } from "./direct.ts";

export interface CarriedRequest {
  readonly url: string;
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly signal: AbortSignal;
}

export interface CarriedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** What carries requests to Grafana. */
export interface Carrier {
  send(request: CarriedRequest): Promise<CarriedAnswer>;
  /** Closes all connections, at once. */
  close(): Promise<void>;
}

/** Straight, by what Node itself has; through a proxy by undici, which an app without one never loads. */
export async function createCarrier(
  connection: GrafanaConnection,
  isBackground: boolean,
): Promise<Carrier> {
  const { proxy } = connection;
  if (proxy === false || (proxy === undefined && !hasProxy(process.env)))
    return directCarrier(connection, isBackground);
  const { proxiedCarrier } = await import("./proxied.ts");
  return proxiedCarrier(connection);
}

function hasProxy(environment: NodeJS.ProcessEnv): boolean {
  return ["https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY"].some(
    (name) => (environment[name] ?? "") !== "",
  );
}
