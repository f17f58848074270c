/** Counts connections by the queue whose worker they are: `bull:<queue>` or `bull:<queue>:w:<worker's name>`. */
export function countNames(clientLists: readonly string[]): ReadonlyMap<string, number> {
  const count = new Map<string, number>();
  for (const list of clientLists)
    for (const [, name = ""] of list.matchAll(/(?:^|\s)name=(\S*)/gm)) {
      const queue = name.replace(/:w:.*$/s, "");
      count.set(queue, (count.get(queue) ?? 0) + 1);
    }
  return count;
}
