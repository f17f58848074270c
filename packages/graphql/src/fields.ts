import { PromenadeError } from "@promenade/core";
import { fields } from "./events.ts";
import type { Schema, Type } from "./language.ts";
import { isPromise } from "./operation.ts";

type Resolver = (...args: unknown[]) => unknown;

interface ResolvedField {
  resolve?: Resolver | undefined;
}

const timed = new WeakSet<Resolver>();

/**
 * Times the resolvers of a schema that the list names: `["Query.*", "User.orders"]`. Fields without a resolver of their
 * own are left alone. It changes the schema's resolvers in place, once and before the server starts, and returns it.
 * @throws PromenadeError `PROMENADE_OPTION_INVALID` when an entry names nothing with a resolver
 */
export function timeFields<S extends object>(schema: S, list: readonly string[]): S {
  const types = (schema as unknown as Schema).getTypeMap();
  for (const entry of list) {
    const [typeName = "", fieldName = ""] = entry.split(".");
    const found = fieldsWithResolver(types[typeName], fieldName);
    if (found.length === 0)
      throw new PromenadeError(
        "PROMENADE_OPTION_INVALID",
        `timeFields() found no resolver for "${entry}". Name a field with a resolver of its own, as in "User.orders", or all of a type's, as in "Query.*".`,
      );
    for (const [name, field] of found) time(field, `${typeName}.${name}`);
  }
  return schema;
}

function fieldsWithResolver(
  type: Type | undefined,
  name: string,
): readonly (readonly [string, ResolvedField])[] {
  const all = type?.getFields?.() ?? {};
  return Object.entries(all as Readonly<Record<string, ResolvedField>>).filter(
    ([key, { resolve }]) => (name === "*" || name === key) && typeof resolve === "function",
  );
}

function time(field: ResolvedField, coordinate: string): void {
  const { resolve } = field;
  if (resolve === undefined || timed.has(resolve)) return;
  const wrapped: Resolver = function wrapped(this: unknown, ...args) {
    if (!fields.hasSubscribers) return resolve.apply(this, args);
    const startedAt = performance.now();
    const end = (hasFailed: boolean): void =>
      fields.publish({
        field: coordinate,
        seconds: (performance.now() - startedAt) / 1000,
        hasFailed,
      });
    let result: unknown;
    try {
      result = resolve.apply(this, args);
    } catch (error) {
      end(true);
      throw error;
    }
    if (isPromise(result)) return settle(result, end);
    end(result instanceof Error);
    return result;
  };
  timed.add(wrapped);
  field.resolve = wrapped;
}

async function settle(
  result: Promise<unknown>,
  end: (hasFailed: boolean) => void,
): Promise<unknown> {
  let value: unknown;
  try {
    value = await result;
  } catch (error) {
    end(true);
    throw error;
  }
  end(value instanceof Error);
  return value;
}
