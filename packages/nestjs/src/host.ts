import type { ServerResponse } from "node:http";

/** What the plugin asks of Nest's HTTP adapter. */
export interface HttpAdapter {
  getType?(): string;
  getHttpServer(): unknown;
  getInstance(): unknown;
}

/** An rxjs Observable, as far as it is needed here. */
export interface ObservableLike {
  subscribe(observer: {
    next(value: unknown): void;
    error(error: unknown): void;
    complete(): void;
  }): { unsubscribe(): void };
}

/** Nest's context of a call, as far as it is needed here. */
export interface CallContext {
  getType(): string;
  getHandler(): object;
  switchToRpc(): { getContext(): unknown };
}

/** Nest 12's hook around every message of a microservice. */
export type PreRequestHook = (context: CallContext, next: () => ObservableLike) => ObservableLike;

/** The Nest application that the plugin observes. */
export interface NestHost {
  /** Undefined in a worker (`createApplicationContext`) and in a pure microservice. */
  adapter(): HttpAdapter | undefined;
  /** Whether an instance is a provider or controller of this application: the channels belong to the whole process. */
  owns(instance: object): boolean;
  /** Calls back when the application is bootstrapped, at once when it is already. */
  onBootstrap(callback: () => void): void;
  /** Set while the plugin runs; Nest calls it through the hook that the module has registered. */
  preRequest: PreRequestHook | undefined;
  /** The path of the app that serves the metrics, so that scrapes are not counted. */
  metricsPath: string | undefined;
}

/** Where Node keeps the head that it sent. Not public, but what express, morgan and compression rely on, too. */
export type ResponseWithHead = ServerResponse & { readonly _header?: unknown };

/** The host of `nestjs({ app })`, without the module. */
export function hostOf(app: { getHttpAdapter(): unknown }): NestHost {
  return {
    adapter: () => app.getHttpAdapter() as HttpAdapter,
    owns: () => true,
    onBootstrap: (callback) => callback(),
    preRequest: undefined,
    metricsPath: undefined,
  };
}
