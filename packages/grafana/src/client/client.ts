import { setTimeout as sleep } from "node:timers/promises";
import { PromenadeError } from "@promenade/core";
import { authorizationOf } from "./authorization.ts";
import { createCarrier, type Carrier } from "./carrier.ts";
import { splitUrl, type GrafanaConnection } from "./connection.ts";
import { GrafanaFailure, mayPass, refused, unreachable } from "./failure.ts";
import { backoff } from "./retry.ts";

/** What Grafana answered to a request. */
export interface GrafanaAnswer {
  readonly status: number;
  /** Parsed JSON; `undefined` when it was none. */
  readonly body: unknown;
  readonly text: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** A request to Grafana's API. */
export interface GrafanaRequest {
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** From `/api` or `/apis` on, with the query. */
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** What is wanted, for messages: "read folder promenade". */
  readonly action: string;
  /** Statuses besides 2xx that the caller understands. */
  readonly expects?: readonly number[];
}

type Outcome = "ok" | "refused" | "unreachable";

export interface ClientOptions {
  readonly signal?: AbortSignal;
  /** In an app: nothing of it keeps the process alive. */
  readonly isBackground?: boolean;
  /** Called after each request: how it ended. */
  readonly onRequest?: (outcome: Outcome) => void;
}

/** Talks to one Grafana. */
export class GrafanaClient {
  /** Without credentials, without a slash at the end. */
  readonly base: string;
  readonly connection: GrafanaConnection;
  readonly #options: ClientOptions;
  #carrier: Promise<Carrier> | undefined;

  constructor(connection: GrafanaConnection, options: ClientOptions = {}) {
    this.connection = connection;
    this.base = splitUrl(connection.url).base;
    this.#options = options;
  }

  /**
   * Sends a request. What is only read is tried again when it fails in passing; what writes is tried again only when
   * Grafana said 429, because after any other failure it may have taken effect.
   * @throws GrafanaFailure
   */
  async send(request: GrafanaRequest): Promise<GrafanaAnswer> {
    const { method = "GET", expects = [], action } = request;
    const most = this.connection.attempts ?? 6;
    for (let attempt = 1; ; attempt += 1) {
      let failure: GrafanaFailure;
      try {
        const answer = await this.#once(request);
        const isFine = answer.status >= 200 && answer.status < 300;
        if (expects.includes(answer.status) || (isFine && isJson(answer))) return answer;
        failure = refused(this.base, action, answer);
      } catch (error) {
        if (!(error instanceof GrafanaFailure)) throw error;
        failure = error;
      }
      const mayRepeat = method === "GET" ? failure.isPassing : failure.status === 429;
      if (!mayRepeat || attempt >= most) throw failure;
      await this.#pause(attempt, failure);
    }
  }

  /**
   * Does work that first reads and then writes, and does it again from its start when it fails in passing: a write whose
   * answer is lost may have taken effect, and only reading tells. `undefined` asks for another attempt at once.
   * @throws GrafanaFailure
   */
  async repeat<R>(work: () => Promise<R | undefined>): Promise<R | undefined> {
    for (let attempt = 1; ; attempt += 1) {
      const isLast = attempt >= (this.connection.attempts ?? 6);
      try {
        const result = await work();
        if (result !== undefined || isLast) return result;
      } catch (error) {
        if (!(error instanceof GrafanaFailure) || !error.isPassing || isLast) throw error;
        await this.#pause(attempt, error);
      }
    }
  }

  /**
   * Waits before another attempt.
   * @throws GrafanaFailure the given one, when Grafana asks for more patience than there is
   */
  async #pause(attempt: number, failure: GrafanaFailure): Promise<void> {
    const { retryAfter = 0 } = failure;
    if (retryAfter > longestPatience) throw failure;
    await this.sleep(Math.max(backoff(attempt), retryAfter));
  }

  /** Rejects when the work was given up. */
  async sleep(milliseconds: number): Promise<void> {
    const { signal, isBackground = false } = this.#options;
    await sleep(milliseconds, undefined, {
      ref: !isBackground,
      ...(signal === undefined ? {} : { signal }),
    });
  }

  /** Closes all connections, at once. */
  async close(): Promise<void> {
    const carrier = await this.#carrier?.catch(() => undefined);
    this.#carrier = undefined;
    await carrier?.close();
  }

  async #once(request: GrafanaRequest): Promise<GrafanaAnswer> {
    const { method = "GET", path, body } = request;
    const { signal, onRequest, isBackground = false } = this.#options;
    this.#carrier ??= createCarrier(this.connection, isBackground);
    const carrier = await this.#carrier;
    const timeout = this.connection.timeoutMilliseconds ?? 10_000;
    const expiry = AbortSignal.timeout(timeout);
    const either = signal === undefined ? expiry : AbortSignal.any([signal, expiry]);
    try {
      // A function that gives the secret may hang as well.
      const authorization = await unless(either, authorizationOf(this.connection));
      const { status, text, headers } = await carrier.send({
        url: `${this.base}${path}`,
        method,
        headers: {
          accept: "application/json",
          "user-agent": "promenade",
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...this.connection.headers,
          ...authorization,
          ...request.headers,
        },
        body: body === undefined ? undefined : JSON.stringify(body),
        signal: either,
      });
      const answer = { status, body: parse(text), text, headers };
      onRequest?.(outcomeOf(answer.status, request.expects));
      return answer;
    } catch (error) {
      signal?.throwIfAborted();
      if (PromenadeError.isInstance(error)) throw error;
      onRequest?.("unreachable");
      const reason = expiry.aborted
        ? `no answer within ${timeout / 1000} s (timeout)`
        : reasonOf(error);
      throw unreachable(this.base, reason);
    }
  }
}

/** Beyond it an upload gives up until the next start: five minutes. */
const longestPatience = 300_000;

function isJson({ body, status }: GrafanaAnswer): boolean {
  return body !== undefined || status === 204;
}

/** What the promise gives, unless the signal comes first. */
function unless<R>(signal: AbortSignal, promise: Promise<R>): Promise<R> {
  return new Promise((resolve, reject) => {
    const listener = (): void => reject(signal.reason as Error);
    signal.addEventListener("abort", listener);
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", listener));
  });
}

function outcomeOf(status: number, expects: readonly number[] = []): Outcome {
  if (status < 400 || expects.includes(status)) return "ok";
  return mayPass(status) ? "unreachable" : "refused";
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The innermost cause says most: `ECONNREFUSED`, `self-signed certificate`. */
function reasonOf(error: unknown): string {
  let reason = String(error);
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const isKnown = code === undefined || cause.message.includes(code);
    const text = cause.message === "" ? cause.name : cause.message;
    reason = isKnown ? text : `${text} (${code})`;
    if (cause instanceof AggregateError && cause.errors[0] instanceof Error)
      reason = cause.errors[0].message;
  }
  return reason.replace(/\.$/, "");
}
