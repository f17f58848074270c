import type { Registry } from "./registry.ts";
import type { Scope, ScopeConsumer } from "./scopes.ts";

/** Distinct calls that one unit remembers; one with more of them has no N+1 in what comes later. */
const callLimit = 100;

/**
 * Finds N+1: the same call again and again in one unit of work. It is booked once, on the innermost unit that has
 * enough of it by itself, because that one is to be repaired. What a unit has too little of goes to the unit around it:
 * a hundred small units with one call each are the N+1 of the one that started them.
 */
export function repeatedCalls(
  registry: Registry,
  plugin: string,
  threshold: number,
): { readonly consumer: ScopeConsumer; readonly count: (call: string) => void } {
  const { scopes, self } = registry;
  const key = Symbol(`promenade.${plugin}.calls`);

  const book = ({ state }: Scope, call: string, count: number): void => {
    let calls = state.get(key) as Map<string, number> | undefined;
    if (calls === undefined) state.set(key, (calls = new Map()));
    const known = calls.get(call);
    if (known !== undefined || calls.size < callLimit) calls.set(call, (known ?? 0) + count);
  };

  return {
    count(call) {
      const scope = scopes.current();
      if (scope !== undefined) book(scope, call, 1);
    },
    consumer: {
      end({ kind, name = "unknown", state, parent }) {
        const calls = state.get(key) as Map<string, number> | undefined;
        if (calls === undefined) return;
        for (const [call, count] of calls) {
          if (count < threshold) {
            if (parent !== undefined) book(parent, call, count);
            continue;
          }
          const labels = { plugin, kind, unit: name, call };
          self.nPlusOne.inc(labels);
          self.nPlusOneCalls.inc(labels, count - 1);
        }
      },
    },
  };
}
