import { h } from "../dom.ts";
import { readDashboard } from "../model/read-dashboard.ts";
import type { DashboardModel } from "../model/types.ts";

/** Takes dashboards that are dropped anywhere on the page. */
export function takeDrops(open: (file: File) => void): void {
  const veil = h("div", { class: "drop-veil", hidden: true }, "Drop a Grafana dashboard");
  document.body.append(veil);
  let depth = 0;
  const show = (isOver: boolean): void => {
    veil.hidden = !isOver;
  };
  addEventListener("dragenter", (event) => {
    event.preventDefault();
    depth += 1;
    show(true);
  });
  addEventListener("dragleave", () => {
    depth -= 1;
    show(depth > 0);
  });
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", (event) => {
    event.preventDefault();
    depth = 0;
    show(false);
    const [file] = event.dataTransfer?.files ?? [];
    if (file !== undefined) open(file);
  });
}

/** @throws Error with what is wrong with the file. */
export async function readFile(file: File): Promise<DashboardModel> {
  const text = await file.text();
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Error(`${file.name} is no JSON: ${error instanceof Error ? error.message : ""}`, {
      cause: error,
    });
  }
  return readDashboard(json);
}
