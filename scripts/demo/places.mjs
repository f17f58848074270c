import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Everything that the demo writes is in here; remove it to start from nothing. */
export const workDirectory = join(root, ".demo");
export const shopDirectory = join(workDirectory, "shop");
export const shopSource = join(root, "test-apps", "shop");
export const dashboardsDirectory = join(root, "dashboards");

export const environment = {
  ...process.env,
  // The Node that the development dependencies pin comes before the machine's own.
  PATH: `${join(root, "node_modules", ".bin")}${delimiter}${process.env.PATH ?? ""}`,
  TURBO_TELEMETRY_DISABLED: "1",
  CHECKPOINT_DISABLE: "1",
  // Any file will do: `prisma generate` wants to see a schema engine, and never runs it.
  PRISMA_SCHEMA_ENGINE_BINARY: "/bin/true",
};
