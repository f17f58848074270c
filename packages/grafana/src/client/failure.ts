import { PromenadeError, type PromenadeErrorCode } from "@promenade/core";
import type { GrafanaAnswer } from "./client.ts";
import { retryAfter } from "./retry.ts";

/** Something that Grafana, or the way to it, answered instead of what was wanted. */
export class GrafanaFailure extends PromenadeError {
  /** 0 when there was no answer. */
  readonly status: number;
  /** Another attempt may succeed: overload, or no connection. */
  readonly isPassing: boolean;
  /** How long Grafana asks to wait, in milliseconds. */
  readonly retryAfter: number | undefined;

  constructor(
    code: PromenadeErrorCode,
    message: string,
    about: {
      readonly status?: number;
      readonly isPassing?: boolean;
      readonly retryAfter?: number | undefined;
    } = {},
  ) {
    super(code, message);
    this.status = about.status ?? 0;
    this.isPassing = about.isPassing ?? false;
    this.retryAfter = about.retryAfter;
  }
}

/** No answer came. */
export function unreachable(base: string, reason: string): GrafanaFailure {
  const advice = adviceOfReason.find(([pattern]) => pattern.test(reason))?.[1] ?? "";
  return new GrafanaFailure(
    "PROMENADE_GRAFANA_UNREACHABLE",
    `Grafana at ${base} cannot be reached: ${reason}.${advice}`,
    { isPassing: true },
  );
}

const adviceOfReason: readonly (readonly [RegExp, string])[] = [
  [/ENOTFOUND|EAI_AGAIN/, " Check the host name in `url`."],
  [/ECONNREFUSED/, " Check host and port in `url`, and that Grafana runs."],
  [
    /self.signed|unable to (get|verify)|CERT|issuer/i,
    " Give its certificate authority in `tls: { ca }`.",
  ],
  [/wrong version number|packet length/i, " It speaks http, not https: correct `url`."],
  [/timeout/i, " Check firewalls and proxies (HTTPS_PROXY, NO_PROXY) on the way."],
];

/** An answer that says no. `action` is what was wanted, as "read folder promenade". */
export function refused(base: string, action: string, answer: GrafanaAnswer): GrafanaFailure {
  const { status } = answer;
  const said = messageOf(answer);
  const code = codes[status] ?? "PROMENADE_GRAFANA_REFUSED";
  return new GrafanaFailure(
    code,
    `Grafana at ${base} did not ${action}: ${status}${said === "" ? "" : ` ${said}`}.${adviceFor(answer)}`,
    { status, isPassing: mayPass(status), retryAfter: retryAfter(answer.headers["retry-after"]) },
  );
}

function adviceFor({ status, headers }: GrafanaAnswer): string {
  const { location } = headers;
  if (status >= 300 && status < 400 && typeof location === "string")
    return ` It redirects to ${location.replace(/[?#].*$/, "")}: give the final address as \`url\`.`;
  return advice[status] ?? "";
}

export function mayPass(status: number): boolean {
  return status === 429 || status >= 500;
}

const codes: Readonly<Record<number, PromenadeErrorCode>> = {
  401: "PROMENADE_GRAFANA_UNAUTHORIZED",
  403: "PROMENADE_GRAFANA_FORBIDDEN",
};

const advice: Readonly<Record<number, string>> = {
  401: " Check that the token is complete, not expired, and of this Grafana and organization.",
  403: " Give the service account the role Editor (alert rules: Admin), or the permission that is named.",
  404: " Check the sub-path in `url`.",
  413: " A proxy before Grafana limits the size of requests; raise its limit.",
  429: " Grafana limits requests; lower `concurrency`, or try later.",
};

function messageOf({ body, text, headers }: GrafanaAnswer): string {
  if (typeof body === "object" && body !== null && "message" in body)
    return String(body.message).slice(0, 300).replace(/\.$/, "");
  const type = headers["content-type"];
  if (typeof type === "string" && type.includes("html"))
    return "(a web page, not Grafana's API: is `url` right, and is there a login page before it?)";
  return text.slice(0, 200);
}
