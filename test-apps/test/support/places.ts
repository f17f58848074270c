import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export const repository: string = resolve(import.meta.dirname, "../../..");
export const dashboardsDirectory: string = join(repository, "dashboards");

export function sourceOf(app: string): string {
  return join(repository, "test-apps", app);
}

/** Outside of the repository, where an app finds no package but its own; one for each clone on this machine. */
export function workCopyOf(app: string): string {
  const clone = createHash("sha256").update(repository).digest("hex").slice(0, 8);
  return join(tmpdir(), `promenade-app-${app}-${clone}`);
}
