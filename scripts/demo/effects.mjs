// What the shop's handlers of events wrote.

/** Tables that nothing else writes. */
const tables = ["shipments", "loyalty"];

/** How many orders were placed and cancelled until now, so many events there must be in the end. */
export async function orderCounts(database) {
  const [counts] = await database.execute(`
    SELECT count(*)::integer AS placed, (count(*) FILTER (WHERE status = 'cancelled'))::integer AS cancelled
    FROM orders`);
  return counts;
}

/** Waits until the events of the orders since `before` are handled, and returns all rows as text. */
export async function effectsOf(database, topics, before) {
  const now = await orderCounts(database);
  await topics.handled({
    "order.placed": now.placed - before.placed,
    "order.cancelled": now.cancelled - before.cancelled,
  });
  const rows = [];
  for (const table of tables) {
    const found = await database.execute(`SELECT * FROM ${table} ORDER BY 1`);
    rows.push(...found.map((row) => `${table}: ${JSON.stringify(row)}`));
  }
  return rows;
}

export function compareEffects(ours, theirs) {
  const problems = [
    ...ours.filter((row) => !theirs.includes(row)).map((row) => `only with Promenade: ${row}`),
    ...theirs.filter((row) => !ours.includes(row)).map((row) => `only without: ${row}`),
  ];
  // Nothing written would be equal, too.
  return { count: ours.length, problems: ours.length === 0 ? ["nothing was written"] : problems };
}
