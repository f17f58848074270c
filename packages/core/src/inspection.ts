/** By name on the global object, so that every copy of this package in the process sees it. */
const key = Symbol.for("promenade.inspection");
const holder = globalThis as { [key]?: boolean };

/**
 * For tools that load an app's set-up to read its plugins: from now on `start()` does nothing in this process, so that a
 * set-up which ends in `await metrics.start()` opens no port and observes nothing.
 */
export function inspectOnly(): void {
  holder[key] = true;
}

export function isInspected(): boolean {
  return holder[key] === true;
}
