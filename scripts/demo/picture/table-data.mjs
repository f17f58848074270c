/** A table panel's rows and columns, after its transformations and in its order. */
export function tableOf(panel) {
  const organize = panel.transformations?.find(({ id }) => id === "organize")?.options ?? {};
  const { excludeByName = {}, indexByName = {}, renameByName = {} } = organize;
  const rows = mergedRows(panel.results);
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))]
    .filter((name) => !excludeByName[name])
    .toSorted((a, b) => (indexByName[a] ?? Infinity) - (indexByName[b] ?? Infinity));
  const columns = names.map((name) => {
    const title = renameByName[name] ?? name;
    const isNumeric = rows.every((row) => row[name] === undefined || typeof row[name] === "number");
    return { name, title, isNumeric, ...settings(panel, title) };
  });
  const [sort] = panel.options.sortBy ?? [];
  const by = columns.find(({ title }) => title === sort?.displayName)?.name;
  const sign = sort?.desc ? -1 : 1;
  return {
    columns,
    rows: by === undefined ? rows : rows.toSorted((a, b) => sign * compare(a[by], b[by])),
  };
}

/** One row for each set of labels, with the value of each query in a column of its own. */
function mergedRows(results) {
  const merged = new Map();
  for (const { refId, series } of results)
    for (const { labels, values } of series) {
      const key = JSON.stringify(Object.entries(labels).toSorted(([a], [b]) => compare(a, b)));
      const row = merged.get(key) ?? { ...labels };
      row[results.length === 1 ? "Value" : `Value #${refId}`] = values.at(-1)[1];
      merged.set(key, row);
    }
  return [...merged.values()];
}

function settings({ fieldConfig }, title) {
  const properties = fieldConfig.overrides
    .filter(({ matcher }) => matcher.id === "byName" && matcher.options === title)
    .flatMap((override) => override.properties);
  const value = (id) => properties.find((property) => property.id === id)?.value;
  return {
    unit: value("unit") ?? fieldConfig.defaults.unit,
    decimals: value("decimals") ?? undefined,
    max: value("max"),
    thresholds: value("thresholds"),
    isLink: value("links") !== undefined,
    cell: value("custom.cellOptions")?.type ?? "auto",
  };
}

/** Missing and impossible values are the smallest. */
function compare(a, b) {
  if (typeof a === "string" || typeof b === "string")
    return String(a ?? "").localeCompare(String(b ?? ""), "en");
  const [left, right] = [a, b].map((value) => (Number.isFinite(value) ? value : -Infinity));
  return left === right ? 0 : left - right;
}
