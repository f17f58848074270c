import { counter, definePlugin, type Plugin, type Scope, type Scopes } from "@promenade/core";

export interface UnitCounter {
  readonly plugin: Plugin;
  /** Books one query on the unit of work that runs now, and on those around it. */
  readonly query: () => void;
  /** `kind name queries` of the units that ended, sorted. */
  readonly units: () => readonly string[];
}

/** Counts queries per unit of work, as the Prisma plugin does. */
export function unitCounter(): UnitCounter {
  const key = Symbol("queries");
  const ended: string[] = [];
  let scopes: Scopes | undefined;
  const plugin = definePlugin({
    name: "units",
    metrics: { unused: counter({ name: "units_unused_total", help: "Nothing." }) },
    setup(context) {
      ({ scopes } = context);
      context.scopes.consume({
        end({ kind, name, state }) {
          if (state.has(key)) ended.push(`${kind} ${name ?? "?"} ${String(state.get(key))}`);
        },
      });
    },
  })();
  return {
    plugin,
    query: () => {
      for (
        let scope: Scope | undefined = scopes?.current();
        scope !== undefined;
        scope = scope.parent
      )
        scope.state.set(key, Number(scope.state.get(key) ?? 0) + 1);
    },
    units: () => ended.toSorted(),
  };
}
