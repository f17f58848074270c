const reasons: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: "its certificate has expired",
  DEPTH_ZERO_SELF_SIGNED_CERT:
    "its certificate is self-signed; name the file of the certificate in NODE_EXTRA_CA_CERTS",
  EAI_AGAIN: "the host name could not be looked up",
  ECONNREFUSED: "nothing listens there; is the app running?",
  ECONNRESET: "it cut the connection",
  EHOSTUNREACH: "there is no route to the host",
  ENETUNREACH: "there is no route to the network",
  ENOTFOUND: "the host name is unknown",
  ERR_SSL_WRONG_VERSION_NUMBER: "it does not speak HTTPS; try http://",
  ETIMEDOUT: "the connection timed out",
  SELF_SIGNED_CERT_IN_CHAIN:
    "its certificate is self-signed; name the file of the certificate in NODE_EXTRA_CA_CERTS",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    "its certificate has an unknown issuer; name the issuer's file in NODE_EXTRA_CA_CERTS",
  UND_ERR_CONNECT_TIMEOUT: "the connection timed out",
  UND_ERR_SOCKET: "it cut the connection",
  Z_BUF_ERROR: "its compressed answer is not whole",
  Z_DATA_ERROR: "its answer is not compressed as it says",
};

const httpParserError = /^HPE_/;

/** Why a scrape failed, for the person who has to mend it. */
export function reasonOf(error: unknown, timeoutMilliseconds: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return `no whole answer within ${timeoutMilliseconds} ms`;
  // fetch says "fetch failed"; why is in the cause.
  const { cause = error } = error as { cause?: { message?: string; code?: string } };
  const { message = "", code = "" } = cause as { message?: string; code?: string };
  if (message === "bad port")
    return "fetch refuses this port, as browsers do; give the metrics another one";
  const known = httpParserError.test(code) ? "it does not speak HTTP" : reasons[code];
  return known === undefined ? message || code || error.message : `${known} (${code})`;
}

const advice: Readonly<Record<number, string>> = {
  401: "; it wants credentials, as in http://user:password@host/metrics",
  403: "; it wants other credentials",
  404: "; is the path right?",
};

/** What an answer that is no success says. */
export function statusReason(status: number, statusText: string): string {
  return `the server answered ${`${status} ${statusText.slice(0, 100)}`.trim()}${advice[status] ?? ""}`;
}
