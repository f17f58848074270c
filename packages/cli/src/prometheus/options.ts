import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { usageError } from "../errors.ts";
import type { Access } from "../http/endpoint.ts";
import type { Context, VerbOption } from "../verb.ts";

/** What the options below give. */
export interface PrometheusOptions {
  readonly prometheus?: string;
  readonly prometheusTokenFile?: string;
  readonly prometheusHeader?: readonly (readonly [name: string, value: string])[];
  readonly timeout?: number;
}

/**
 * How a verb reaches Prometheus, or what speaks its API. A secret is never an argument: everybody on the machine can
 * read those.
 */
export const prometheusOptions: readonly VerbOption[] = [
  {
    flags: "--prometheus <url>",
    description:
      "base address of Prometheus, Mimir, Thanos, … Credentials: PROMETHEUS_TOKEN, or PROMETHEUS_USERNAME and PROMETHEUS_PASSWORD",
    environment: "PROMETHEUS_URL",
  },
  {
    flags: "--prometheus-token-file <file>",
    description: "file with a bearer token for it",
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

type Caller = Pick<Context<PrometheusOptions>, "options" | "environment" | "directory">;

/**
 * The address and credentials that were given; `undefined` without an address.
 * @throws PromenadeError `PROMENADE_USAGE`
 */
export function prometheusAccess({ options, environment, directory }: Caller): Access | undefined {
  if (options.prometheus === undefined) return undefined;
  const { prometheusTokenFile: file } = options;
  return {
    url: options.prometheus,
    ...credentialsOf("PROMETHEUS", environment),
    ...(file === undefined ? {} : { token: secretIn(directory, file) }),
    headers: Object.fromEntries(options.prometheusHeader ?? []),
    timeoutMilliseconds: (options.timeout ?? 10) * 1000,
  };
}

/** `<PREFIX>_TOKEN`, `<PREFIX>_USERNAME` and `<PREFIX>_PASSWORD`; a variable that is set to nothing is not set. */
export function credentialsOf(
  prefix: string,
  environment: Context["environment"],
): Pick<Access, "token" | "username" | "password"> {
  const given = (name: string): string | undefined => environment[`${prefix}_${name}`] || undefined;
  return { token: given("TOKEN"), username: given("USERNAME"), password: given("PASSWORD") };
}

/**
 * A secret in a file, without the line's end.
 * @throws PromenadeError `PROMENADE_USAGE`
 */
export function secretIn(directory: string, file: string): string {
  try {
    return readFileSync(resolve(directory, file), "utf8").trim();
  } catch {
    throw usageError(`There is no token to read in ${file}`);
  }
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
