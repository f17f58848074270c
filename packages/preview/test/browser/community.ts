const legend = {
  show: true,
  values: true,
  alignAsTable: true,
  avg: true,
  current: true,
  max: true,
  min: true,
};

function graph(
  id: number,
  title: string,
  place: readonly [number, number],
  format: string,
  queries: readonly (readonly [string, string])[],
): object {
  const [x, y] = place;
  return {
    id,
    type: "graph",
    title,
    datasource: "${DS_PROMETHEUS}",
    gridPos: { x, y, w: 12, h: 7 },
    lines: true,
    fill: 1,
    linewidth: 1,
    nullPointMode: "null",
    legend,
    tooltip: { shared: true },
    yaxes: [{ format, logBase: 1 }, { format: "short" }],
    targets: queries.map(([expr, legendFormat], index) => ({
      refId: "ABC"[index],
      expr,
      legendFormat,
      format: "time_series",
      intervalFactor: 1,
    })),
  };
}

/** Written as the well-known dashboards of prom-client's default metrics are: old panels, `$instance`, an import's inputs. */
export const community = {
  __inputs: [{ name: "DS_PROMETHEUS", type: "datasource", pluginId: "prometheus" }],
  __requires: [{ type: "panel", id: "graph", name: "Graph" }],
  gnetId: 1,
  title: "Node.js of the community",
  schemaVersion: 16,
  templating: {
    list: [
      {
        name: "instance",
        label: "instance",
        type: "query",
        datasource: "${DS_PROMETHEUS}",
        query: "label_values(nodejs_version_info, instance)",
        multi: true,
        includeAll: true,
        allValue: null,
        refresh: 1,
        sort: 1,
        current: { text: "All", value: ["$__all"] },
      },
    ],
  },
  panels: [
    graph(6, "Process CPU Usage", [0, 0], "percent", [
      [
        'irate(process_cpu_user_seconds_total{instance=~"$instance"}[2m]) * 100',
        "User CPU - {{instance}}",
      ],
      [
        'irate(process_cpu_system_seconds_total{instance=~"$instance"}[2m]) * 100',
        "Sys CPU - {{instance}}",
      ],
    ]),
    graph(8, "Event Loop Lag", [12, 0], "s", [
      ['nodejs_eventloop_lag_seconds{instance=~"$instance"}', "{{instance}}"],
    ]),
    {
      id: 2,
      type: "singlestat",
      title: "Node.js Version",
      gridPos: { x: 0, y: 7, w: 6, h: 4 },
      valueName: "name",
      format: "none",
      targets: [
        {
          refId: "A",
          expr: 'sum(nodejs_version_info{instance=~"$instance"}) by (version)',
          legendFormat: "{{version}}",
          instant: false,
        },
      ],
    },
    {
      id: 4,
      type: "singlestat",
      title: "Process Restart Times",
      gridPos: { x: 6, y: 7, w: 6, h: 4 },
      valueName: "current",
      format: "none",
      colorValue: true,
      thresholds: "1,5",
      colors: ["#73BF69", "#FADE2A", "#F2495C"],
      sparkline: { show: true },
      targets: [
        { refId: "A", expr: 'sum(changes(process_start_time_seconds{instance=~"$instance"}[1m]))' },
      ],
    },
    graph(7, "Process Memory Usage", [0, 11], "bytes", [
      ['process_resident_memory_bytes{instance=~"$instance"}', "Process Memory - {{instance}}"],
      ['nodejs_heap_size_total_bytes{instance=~"$instance"}', "Heap Total - {{instance}}"],
      ['nodejs_heap_size_used_bytes{instance=~"$instance"}', "Heap Used - {{instance}}"],
    ]),
    graph(9, "Active Handlers/Requests", [12, 11], "short", [
      ['nodejs_active_handles_total{instance=~"$instance"}', "Active Handler - {{instance}}"],
      ['nodejs_active_requests_total{instance=~"$instance"}', "Active Request - {{instance}}"],
    ]),
    graph(10, "Heap Total Detail", [0, 18], "bytes", [
      ['nodejs_heap_space_size_total_bytes{instance=~"$instance"}', "{{instance}} - {{space}}"],
    ]),
  ],
};
