import { usageError } from "../errors.ts";
import type { Access } from "../http/endpoint.ts";
import type { VerbOption } from "../verb.ts";

/** What the options below give. */
export interface PrometheusOptions {
  readonly prometheus?: string;
  readonly prometheusToken?: string;
  readonly prometheusUser?: string;
  readonly prometheusPassword?: string;
  readonly prometheusHeader?: readonly (readonly [name: string, value: string])[];
  readonly timeout?: number;
}

/** How a verb reaches Prometheus, or what speaks its API. */
export const prometheusOptions: readonly VerbOption[] = [
  {
    flags: "--prometheus <url>",
    description: "base address of Prometheus, Mimir, Thanos, …",
    environment: "PROMETHEUS_URL",
  },
  {
    flags: "--prometheus-token <token>",
    description: "bearer token for it; better in the environment than on a command line",
    environment: "PROMETHEUS_TOKEN",
  },
  {
    flags: "--prometheus-user <name>",
    description: "user for basic authentication (Grafana Cloud: the instance id)",
    environment: "PROMETHEUS_USERNAME",
  },
  {
    flags: "--prometheus-password <password>",
    description: "its password",
    environment: "PROMETHEUS_PASSWORD",
  },
  {
    flags: "--prometheus-header <name:value>",
    description: 'one more header, as in "X-Scope-OrgID: shop"; may be given several times',
    isRepeatable: true,
    parse: headerOf,
  },
  {
    flags: "--timeout <seconds>",
    description: "for each request",
    default: 10,
    parse: (text) => numberOf(text, "--timeout"),
  },
];

/** The address and credentials that were given; `undefined` without an address. */
export function prometheusAccess(options: PrometheusOptions): Access | undefined {
  if (options.prometheus === undefined) return undefined;
  return {
    url: options.prometheus,
    token: options.prometheusToken,
    username: options.prometheusUser,
    password: options.prometheusPassword,
    headers: Object.fromEntries(options.prometheusHeader ?? []),
    timeoutMilliseconds: (options.timeout ?? 10) * 1000,
  };
}

/** A positive number. */
export function numberOf(text: string, flag: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value) || value <= 0)
    throw usageError(`${flag} takes a positive number, not "${text}"`);
  return value;
}

function headerOf(text: string): readonly [name: string, value: string] {
  const [, name, value] = /^([\w-]+)\s*:\s*(.*)$/.exec(text) ?? [];
  // The value may be a secret, so it is not repeated.
  if (name === undefined || value === undefined)
    throw usageError('--prometheus-header takes "Name: value"');
  return [name, value];
}
