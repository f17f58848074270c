import type { ModuleMetadata, Type } from "@nestjs/common";
import type { PromenadeOptions } from "@promenade/core";
import type { NestjsOptions } from "../plugin.ts";

type OwnServer = Exclude<NonNullable<PromenadeOptions["server"]>, false>;

/** Metrics on a route of the app instead of a port of their own. */
export interface InAppServer {
  readonly inApp: true;
  /** Default "/metrics". The global prefix, guards and interceptors do not apply to it, and it does not count itself. */
  readonly path?: string;
  /** Who may read the metrics. Default: everybody who can reach the app. */
  readonly auth?: NonNullable<OwnServer["auth"]>;
}

/** Everything that `promenade()` takes, and how Nest's own metrics are recorded. */
export interface PromenadeModuleOptions extends Omit<PromenadeOptions, "server"> {
  /** The metrics server on a port of its own (default: 9464), a route of the app, or `false` for neither. */
  readonly server?: OwnServer | InAppServer | false;
  /** Options of the `nestjs()` that the module adds; not together with a `nestjs()` in `plugins`. */
  readonly nestjs?: NestjsOptions;
}

/** What the module itself takes. */
export interface ModuleScope {
  /** Whether every module can inject from this one; `forFeature` needs it. Default true. */
  readonly isGlobal?: boolean;
}

/** A class that makes the options: for `useClass` and `useExisting`. */
export interface PromenadeOptionsFactory {
  createPromenadeOptions(): PromenadeModuleOptions | Promise<PromenadeModuleOptions>;
}

/** Options that depend on other providers. Exactly one of `useFactory`, `useClass` and `useExisting`. */
export interface PromenadeModuleAsyncOptions extends ModuleScope, Pick<ModuleMetadata, "imports"> {
  readonly inject?: readonly unknown[];
  /** Gets what `inject` names. */
  readonly useFactory?: (
    ...args: never[]
  ) => PromenadeModuleOptions | Promise<PromenadeModuleOptions>;
  readonly useClass?: Type<PromenadeOptionsFactory>;
  readonly useExisting?: Type<PromenadeOptionsFactory>;
}
