import type { ErrorLike } from "../language.ts";

/** What Fastify and Mercurius tell, as far as it is needed here. */
export interface FastifyReply {
  readonly request: { readonly body?: unknown; readonly query?: unknown };
  readonly raw: {
    readonly writableFinished: boolean;
    once(event: "close", listener: () => unknown): unknown;
  };
}

export interface MercuriusContext {
  readonly reply?: FastifyReply | undefined;
  readonly request?: ConnectionRequest | undefined;
  /** Set where several operations came in one request. */
  readonly operationsCount?: number;
  readonly operationId?: number;
}

/** The request that opened a WebSocket. */
export interface ConnectionRequest {
  readonly raw?: { readonly socket: { once(event: "close", listener: () => void): unknown } };
}

export interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly ErrorLike[] | undefined;
}

export interface FastifyApp {
  readonly graphql: MercuriusServer;
  addHook(
    name: "preSerialization",
    hook: (
      request: unknown,
      reply: FastifyReply,
      payload: unknown,
      done: (error: null, payload: unknown) => void,
    ) => void,
  ): unknown;
}

export interface MercuriusServer {
  addHook(name: string, hook: (...args: never[]) => Promise<void> | undefined): void;
}
