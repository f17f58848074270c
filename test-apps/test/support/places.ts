import { createHash } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export const repository: string = resolve(import.meta.dirname, "../../..");
export const dashboardsDirectory: string = join(repository, "dashboards");

/** A committed dashboard or rule file: of our plugins, or of one that stands beside the sample apps. */
export function committed(file: string): string {
  const beside = readdirSync(join(repository, "test-apps"))
    .filter((name) => name.startsWith("promenade-plugin-"))
    .map((name) => join(sourceOf(name), "dashboards"));
  const directory = beside.find((one) => existsSync(join(one, file)));
  return join(directory ?? dashboardsDirectory, file);
}

export function sourceOf(app: string): string {
  return join(repository, "test-apps", app);
}

/** Outside of the repository, where an app finds no package but its own; one for each clone on this machine. */
export function workCopyOf(app: string): string {
  const clone = createHash("sha256").update(repository).digest("hex").slice(0, 8);
  return join(tmpdir(), `promenade-app-${app}-${clone}`);
}
