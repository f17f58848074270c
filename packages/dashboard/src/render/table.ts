import type { TableColumn, TableOptions } from "../panels/types.ts";
import type { PanelBody } from "./charts.ts";
import { dataSource, defined, thresholdsOf, unitOf } from "./fields.ts";
import { refId } from "./identity.ts";
import type { FieldDefaults, FieldOverride } from "./json.ts";
import { target } from "./targets.ts";

/** Instant queries, merged by their labels into one line each, with readable column titles. */
export function tableBody(panel: TableOptions): PanelBody {
  const labels = labelColumns(panel);
  const [first] = panel.columns;
  const sortBy = panel.sortBy ?? { column: first?.title ?? "" };
  const valueNames = panel.columns.map((_, index) =>
    panel.columns.length === 1 ? "Value" : `Value #${refId(index)}`,
  );
  const shown = labels.filter(({ title }) => title !== null);
  const order = [...shown.map(({ label }) => label), ...valueNames];
  const defaults: FieldDefaults = defined<FieldDefaults>({
    noValue: panel.noValue,
    custom: { align: "auto", filterable: false, cellOptions: { type: "auto" } },
  });
  return {
    type: "table",
    datasource: { ...dataSource },
    fieldConfig: {
      defaults,
      overrides: [
        ...panel.columns.map((column) => columnOverride(column, panel.noValue)),
        ...linkOverrides(panel, shown),
      ],
    },
    options: {
      cellHeight: "sm",
      showHeader: true,
      footer: { show: false, reducer: ["sum"], countRows: false, fields: "" },
      sortBy: [{ displayName: sortBy.column, desc: sortBy.ascending !== true }],
    },
    targets: panel.columns.map((column, index) =>
      target(index, column.expression, {
        legend: "",
        isInstant: true,
        format: "table",
        exemplar: false,
      }),
    ),
    transformations: [
      ...(panel.columns.length > 1 ? [{ id: "merge", options: {} }] : []),
      {
        id: "organize",
        options: {
          excludeByName: {
            Time: true,
            ...Object.fromEntries(
              labels.filter(({ title }) => title === null).map(({ label }) => [label, true]),
            ),
          },
          indexByName: Object.fromEntries(order.map((name, index) => [name, index])),
          renameByName: {
            ...Object.fromEntries(shown.map(({ label, title }) => [label, title])),
            ...Object.fromEntries(
              valueNames.map((name, index) => [name, panel.columns[index]?.title ?? name]),
            ),
          },
        },
      },
    ],
  };
}

/** The labels that were given titles, in that order, then the rest. */
function labelColumns(
  panel: TableOptions,
): readonly { readonly label: string; readonly title: string | null }[] {
  const titles: Readonly<Record<string, string | null | undefined>> = panel.labels ?? {};
  const present = panel.columns[0]?.expression.labels ?? [];
  const named = Object.keys(titles).filter((label) => present.includes(label));
  const rest = present.filter((label) => !named.includes(label));
  return [...named, ...rest].map((label) => {
    const title = titles[label];
    return { label, title: title === undefined ? label : title };
  });
}

function columnOverride(column: TableColumn, noValue: string | undefined): FieldOverride {
  const { cell = "text", thresholds } = column;
  const cellOptions = {
    text: { type: "auto" },
    bar: { type: "gauge", mode: "gradient", valueDisplayMode: "text" },
    color: { type: "color-text" },
  }[cell];
  const values: readonly (readonly [string, unknown])[] = [
    ["unit", unitOf(column.unit, [column.expression], column.decimals)],
    ["decimals", column.decimals],
    // What the table says when it has no line would stand in each cell without a value, too.
    ["noValue", noValue === undefined ? undefined : "–"],
    ["min", column.min ?? (cell === "bar" ? 0 : undefined)],
    ["max", column.max],
    ["custom.cellOptions", cellOptions],
    ["color", { mode: "thresholds" }],
    [
      "thresholds",
      thresholdsOf(thresholds, column.baseColor ?? (cell === "color" ? "text" : undefined)),
    ],
  ];
  return {
    matcher: { id: "byName", options: column.title },
    properties: values
      .filter(([, value]) => value !== undefined)
      .map(([id, value]) => ({ id, value })),
  };
}

function linkOverrides(
  panel: TableOptions,
  shown: readonly { readonly label: string; readonly title: string | null }[],
): readonly FieldOverride[] {
  const links: Readonly<Record<string, { title: string; url: string } | undefined>> =
    panel.labelLinks ?? {};
  return shown.flatMap(({ label, title }) => {
    const link = links[label];
    if (link === undefined) return [];
    return [
      {
        matcher: { id: "byName", options: title },
        properties: [{ id: "links", value: [{ title: link.title, url: link.url }] }],
      },
    ];
  });
}
