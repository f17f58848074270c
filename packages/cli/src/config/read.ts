import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import {
  endpointOf,
  PromenadeError,
  type MetricDefinition,
  type Plugin,
  type Promenade,
  type PromenadeOptions,
  type ServiceIdentity,
} from "@promenade/core";
import { promenade } from "@promenade/core";
import type { LoadedApp } from "./app.ts";
import type { Module } from "./load.ts";

/** What `PromenadeModule.forRoot()` and `forRootAsync()` of `@promenade/nestjs` return, as far as it is read here. */
interface NestModule {
  readonly module: { readonly name: string };
  readonly providers: readonly NestProvider[];
}

interface NestProvider {
  readonly provide: unknown;
  readonly useValue?: unknown;
  readonly inject?: readonly unknown[];
  readonly useFactory?: (...args: readonly unknown[]) => unknown;
}

const nestOptions = Symbol.for("promenade.nestjs.options");

/**
 * The app in what a set-up exports, under any name: what `promenade()` returned, a `PromenadeModule`, or options
 * with `plugins`.
 * @throws PromenadeError `PROMENADE_CONFIG_EMPTY`
 */
export async function readApp(module: Module, file: string): Promise<LoadedApp> {
  const exported = Object.values(module).flatMap((value) => [value, defaultOf(value)]);
  const app = exported.find(isPromenade);
  if (app !== undefined) {
    const { plugins, service, endpoint } = app;
    return { file, plugins, ownMetrics: ownMetricsOf(app), service, endpoint };
  }
  const nest = exported.find(isNestModule);
  if (nest !== undefined) return await fromNest(nest, file);
  const options = exported.find(isOptions);
  if (options !== undefined) return fromOptions(options, file);
  throw new PromenadeError(
    "PROMENADE_CONFIG_EMPTY",
    "it exports no app. Write `export const metrics = promenade({ … })`, or export PromenadeModule.forRoot({ … }) or options with `plugins`",
  );
}

/** The options of a Nest module. A factory gets empty providers: what it makes of them is not used, only the plugins. */
async function fromNest(nest: NestModule, file: string): Promise<LoadedApp> {
  const provider = nest.providers.find(({ provide }) => provide === nestOptions);
  const given = (provider?.inject ?? []).map(emptyProvider);
  const options: unknown = provider?.useValue ?? (await provider?.useFactory?.(...given));
  if (!isRecord(options))
    throw new PromenadeError(
      "PROMENADE_CONFIG_EMPTY",
      "the options of the PromenadeModule come from a class that only Nest can make. Export the options, or a list `plugins`, besides",
    );
  const plugins = (options["plugins"] ?? []) as readonly Plugin[];
  if (plugins.some(({ name }) => name === "nestjs")) return fromOptions(options, file);
  // The module adds its own plugin; it belongs to the app, not to this command line.
  const path = createRequire(file).resolve("@promenade/nestjs");
  const { nestjs } = (await import(pathToFileURL(path).href)) as {
    readonly nestjs: (options?: unknown) => Plugin;
  };
  return fromOptions({ ...options, plugins: [nestjs(options["nestjs"] ?? {}), ...plugins] }, file);
}

function fromOptions(options: Readonly<Record<string, unknown>>, file: string): LoadedApp {
  const { plugins, server } = options as PromenadeOptions;
  const service: Partial<Record<keyof ServiceIdentity, string>> = {};
  for (const key of ["service", "version", "revision", "author", "environment"] as const)
    if (typeof options[key] === "string") service[key] = options[key];
  const isInApp = typeof server === "object" && "inApp" in server;
  const app = promenade({ ...service, plugins: plugins ?? [], server: false });
  const endpoint = isInApp ? undefined : endpointOf(server);
  const ownMetrics = ownMetricsOf(app);
  return { file, plugins: app.plugins, ownMetrics, service: app.service, endpoint };
}

function ownMetricsOf({ registry }: Promenade): readonly MetricDefinition[] {
  return registry.metrics
    .filter(({ owner }) => owner === "app")
    .map(({ definition }) => definition);
}

function emptyProvider(token: unknown): object {
  return typeof token === "function" ? (Object.create(token.prototype as object) as object) : {};
}

function defaultOf(value: unknown): unknown {
  return isRecord(value) ? value["default"] : undefined;
}

function isPromenade(value: unknown): value is Promenade {
  return (
    isRecord(value) &&
    Array.isArray(value["plugins"]) &&
    isRecord(value["service"]) &&
    typeof value["start"] === "function"
  );
}

function isNestModule(value: unknown): value is NestModule {
  if (!isRecord(value) || !Array.isArray(value["providers"])) return false;
  const { module } = value;
  return typeof module === "function" && module.name === "PromenadeModule";
}

function isOptions(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    isRecord(value) &&
    Array.isArray(value["plugins"]) &&
    value["plugins"].every((plugin) => isRecord(plugin) && typeof plugin["setup"] === "function")
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
