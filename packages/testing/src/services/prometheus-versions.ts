import { PromenadeError } from "@promenade/core";
import { ServiceMissingError } from "./missing.ts";
import { prometheusBinary, type PrometheusVersion } from "./prometheus-binaries.ts";

let known: Promise<readonly PrometheusVersion[]> | undefined;

/**
 * The major versions of Prometheus that can be had here, each with its promtool; the first call says in one line which
 * cannot. `PROMENADE_PROMETHEUS=required` makes a missing one an error, and `PROMENADE_PROMETHEUS=off` looks for none.
 * @throws ServiceMissingError `PROMENADE_SERVICE_MISSING`
 * @throws PromenadeError `PROMENADE_OPTION_INVALID`
 */
export function prometheusVersions(): Promise<readonly PrometheusVersion[]> {
  known ??= find();
  return known;
}

async function find(): Promise<readonly PrometheusVersion[]> {
  const mode = process.env["PROMENADE_PROMETHEUS"] ?? "";
  if (!["", "off", "required"].includes(mode))
    throw new PromenadeError(
      "PROMENADE_OPTION_INVALID",
      `PROMENADE_PROMETHEUS is "${mode}": give "required" or "off", or leave it out.`,
    );
  if (mode === "off") {
    say(`PROMENADE_PROMETHEUS is "off": the PromQL engine of Promenade judges alone.`);
    return [];
  }
  const versions: PrometheusVersion[] = [];
  const missing: string[] = [];
  for (const version of ["2", "3"] as const)
    try {
      await prometheusBinary("prometheus", version);
      await prometheusBinary("promtool", version);
      versions.push(version);
    } catch (error) {
      if (mode === "required" || !(error instanceof ServiceMissingError)) throw error;
      missing.push(error.message);
    }
  const judges =
    versions.length === 0 ? "judges alone" : `and Prometheus ${versions.join("")} judge`;
  if (missing.length > 0)
    say(
      `The PromQL engine of Promenade ${judges}: ${missing[0]} PROMENADE_PROMETHEUS=off is quicker.`,
    );
  return versions;
}

function say(line: string): void {
  // oxlint-disable-next-line no-console -- what was not checked has to be seen, in every runner
  console.info(`[promenade] ${line}`);
}
