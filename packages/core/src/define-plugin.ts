import type { MetricTable } from "./definitions.ts";
import { PromenadeError } from "./errors.ts";
import { checkOptions, type Check, type Checks } from "./options.ts";
import type { Disposer, Plugin, PluginBoards, PluginContext } from "./plugin.ts";

/** Options that every plugin has. */
export interface MetricFilter<K extends string = string> {
  /** Record only these metrics, by key; the dashboards follow. */
  readonly only?: readonly K[];
  /** Record all but these metrics, by key; the dashboards follow. */
  readonly except?: readonly K[];
}

/** What an author writes. */
export interface PluginSpecification<T extends MetricTable, O extends object> {
  /** One lower-case word: the package, the factory, the dashboard's file and its uid carry it. */
  readonly name: string;
  readonly metrics: T;
  /** A check for each option; absent when the plugin has none. */
  readonly options?: Checks<O>;
  /** Subscribes to what it observes. Everything registered on the context is undone at stop. */
  readonly setup: (
    context: PluginContext<T>,
    options: Partial<O>,
  ) => void | Disposer | Promise<void | Disposer>;
  /** `() => import("./dashboard.js")`: loaded by tools only. */
  readonly boards?: () => Promise<PluginBoards>;
}

/** Makes a plugin of the user's options. */
export type PluginFactory<T extends MetricTable, O extends object> = (
  options?: Partial<O> & MetricFilter<keyof T & string>,
) => Plugin;

/**
 * Defines a plugin: third-party plugins use exactly what first-party ones use.
 * @throws PromenadeError `PROMENADE_PLUGIN_INVALID` for a wrong specification; the factory throws
 * `PROMENADE_OPTION_UNKNOWN` and `PROMENADE_OPTION_INVALID` for wrong options.
 */
export function definePlugin<T extends MetricTable, O extends object = object>(
  specification: PluginSpecification<T, O>,
): PluginFactory<T, O> {
  const { name, metrics, boards, setup } = specification;
  if (!/^[a-z][a-z0-9-]*$/.test(name)) {
    throw new PromenadeError(
      "PROMENADE_PLUGIN_INVALID",
      `Plugin name "${name}" must be one lower-case word.`,
    );
  }
  const keys = Object.keys(metrics);
  const key: Check = (value) =>
    Array.isArray(value) && value.every((item) => keys.includes(item as string))
      ? undefined
      : `a list of metric keys (${keys.join(", ")})`;
  const checks = {
    ...(specification.options as Record<string, Check> | undefined),
    only: key,
    except: key,
  };
  return (options = {}) => {
    checkOptions(`plugin "${name}"`, options, checks);
    const { only = keys, except = [], ...own } = options as MetricFilter & Partial<O>;
    return {
      name,
      metrics,
      enabled: new Set(keys.filter((one) => only.includes(one) && !except.includes(one))),
      setup: (context) =>
        setup(context as unknown as PluginContext<T>, own as unknown as Partial<O>),
      boards,
    };
  };
}
