import { setTimeout as sleep } from "node:timers/promises";
import type { PreviewTargetStatus, RunningPreview } from "@promenade/preview";
import { readOwnBoards } from "../boards/own.ts";
import { usageError } from "../errors.ts";
import { exitCodes } from "../exit-codes.ts";
import { endpointOf, portOption } from "../options.ts";
import type { Output } from "../output/output.ts";
import type { Verb } from "../verb.ts";

interface PreviewVerbOptions {
  readonly target?: readonly string[];
  readonly port?: number;
  readonly interval?: `${number}s`;
  readonly retention?: `${number}m`;
}

/** `promenade preview`: the dashboards, live, with neither Prometheus nor Grafana. */
export const preview: Verb<PreviewVerbOptions> = {
  name: "preview",
  summary: "show the live dashboards in the browser, with no Prometheus and no Grafana",
  description:
    "Scrapes the running app, keeps the samples in memory, and serves the dashboards of its plugins, and of files of your own, on 127.0.0.1. Ctrl+C ends it.",
  arguments: [
    {
      name: "[files...]",
      description: "dashboards (.json) and Prometheus rules (.yaml) of your own",
    },
  ],
  options: [
    {
      flags: "-t, --target <url>",
      description:
        "a metrics endpoint, http://user:password@host:port/metrics where it wants credentials; may be given several times (default: that of the set-up, http://localhost:9464/metrics)",
      isRepeatable: true,
    },
    { ...portOption, description: "port of the page (default: 9465, or one of the next; 0: any)" },
    {
      flags: "--interval <duration>",
      description: "between two scrapes, 1s to 1m (default: 5s)",
    },
    {
      flags: "--retention <duration>",
      description: "how long samples are kept, 1m to 24h (default: 30m)",
    },
  ],
  examples: [
    { command: "promenade preview", meaning: "of the app in this directory, which runs" },
    {
      command:
        "promenade preview -t http://localhost:9464/metrics -t http://localhost:9474/metrics",
      meaning: "of two processes",
    },
  ],
  async run({ args, options, output, directory, findApp, loadApp, interruption }) {
    const { target, port, interval, retention } = options;
    const app = target === undefined ? await loadApp() : await findApp();
    const urls = target === undefined ? [endpointOf(app)] : checkTargets(target);
    const job = app?.service.service ?? "app";
    const own = await readOwnBoards(directory, args);
    const { startPreview } = await import("@promenade/preview");
    const interrupted = interruption();
    const running = await startPreview({
      targets: urls.map((url) => ({ url, job })),
      plugins: app?.plugins ?? [],
      dashboards: own.flatMap(({ dashboards }) => dashboards),
      rules: own.map(({ rules }) => rules),
      ...(port === undefined ? {} : { port }),
      ...(interval === undefined ? {} : { interval }),
      ...(retention === undefined ? {} : { retention }),
      ...(app === undefined ? {} : { service: app.service.service }),
    });
    try {
      output.line(`Preview: ${output.paint("cyan", running.url)}`);
      const targets = running.targets().map(({ url }) => url);
      output.line(`Scrapes ${targets.join(", ")}. Ctrl+C ends it.`);
      output.result({ url: running.url, targets });
      // A program that reads this wants the address now, not when it is over.
      output.finish();
      await watchTargets(running, output, interrupted);
      await untilAborted(interrupted);
    } finally {
      await running.stop();
    }
    return exitCodes.ok;
  },
};

/** Says which targets are down when they were first scraped, and when the last of these is up. */
async function watchTargets(
  running: RunningPreview,
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  const poll = async (isDone: (targets: readonly PreviewTargetStatus[]) => boolean) => {
    while (!signal.aborted && !isDone(running.targets()))
      await sleep(100, undefined, { signal }).catch(() => undefined);
  };
  await poll((targets) => targets.every(({ health }) => health !== "unknown"));
  const down = running.targets().filter(({ health }) => health === "down");
  for (const { url, lastError } of down)
    output.warn(`No metrics from ${url} yet: ${lastError}. The preview goes on asking.`);
  if (down.length === 0) return;
  await poll((targets) => targets.every(({ health }) => health === "up"));
  if (!signal.aborted) output.line("All targets answer now.");
}

/** The addresses of `--target`, as they were typed. @throws PromenadeError `PROMENADE_USAGE` */
function checkTargets(targets: readonly string[]): readonly string[] {
  for (const [index, target] of targets.entries())
    // The text itself may be a secret that was pasted to the wrong place.
    if (!/^https?:$/.test(URL.parse(target)?.protocol ?? ""))
      throw usageError(
        `--target must be an address that begins with http:// or https://, as in http://localhost:9464/metrics; the ${["first", "second", "third"][index] ?? `${index + 1}th`} one is not.`,
      );
  return targets;
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
