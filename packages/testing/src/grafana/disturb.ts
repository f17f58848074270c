import type { Disturbance } from "./options.ts";

/** Says, request by request, what disturbs it. */
export interface Disturbances {
  readonly add: (disturbance: Disturbance) => void;
  readonly clear: () => void;
  readonly next: (method: string, path: string) => Disturbance | undefined;
}

export function createDisturbances(): Disturbances {
  let active: { readonly disturbance: Disturbance; seen: number }[] = [];
  return {
    add: (disturbance) => void active.push({ disturbance, seen: 0 }),
    clear: () => {
      active = [];
    },
    next: (method, path) => {
      let found: Disturbance | undefined;
      for (const entry of active) {
        const { disturbance } = entry;
        if (!matches(disturbance, method, path)) continue;
        entry.seen += 1;
        const { at = 1, times = 1 } = disturbance;
        if (entry.seen >= at && entry.seen < at + times) found ??= disturbance;
      }
      return found;
    },
  };
}

function matches(disturbance: Disturbance, method: string, path: string): boolean {
  if (disturbance.method !== undefined && disturbance.method !== method) return false;
  if (disturbance.path === undefined) return true;
  return typeof disturbance.path === "string"
    ? path.startsWith(disturbance.path)
    : disturbance.path.test(path);
}
