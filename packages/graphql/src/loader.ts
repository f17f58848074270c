import { loaders } from "./events.ts";

/**
 * Records the batches of a data loader: `new DataLoader(observeLoader("users", (ids) => findUsers(ids)))`. The name is
 * a label, so there must be few of them.
 */
export function observeLoader<K, V>(
  loader: string,
  batch: (keys: readonly K[]) => Promise<V>,
): (keys: readonly K[]) => Promise<V> {
  return async (keys) => {
    if (!loaders.hasSubscribers) return await batch(keys);
    const startedAt = performance.now();
    const end = (hasFailed: boolean): void =>
      loaders.publish({
        loader,
        size: keys.length,
        seconds: (performance.now() - startedAt) / 1000,
        hasFailed,
      });
    let values: V;
    try {
      values = await batch(keys);
    } catch (error) {
      end(true);
      throw error;
    }
    end(false);
    return values;
  };
}
