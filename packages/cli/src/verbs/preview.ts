import { readOwnBoards } from "../boards/own.ts";
import { exitCodes } from "../exit-codes.ts";
import { endpointOf, portOption } from "../options.ts";
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
        "a metrics endpoint; may be given several times (default: that of the set-up, http://localhost:9464/metrics)",
      isRepeatable: true,
    },
    { ...portOption, description: "port of the page (default: 9465, or one of the next; 0: any)" },
    { flags: "--interval <duration>", description: "between two scrapes (default: 5s)" },
    { flags: "--retention <duration>", description: "how long samples are kept (default: 30m)" },
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
    const urls = target ?? [endpointOf(app)];
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
      output.line(`Scrapes ${urls.join(", ")}. Ctrl+C ends it.`);
      output.result({ url: running.url, targets: urls });
      // A program that reads this wants the address now, not when it is over.
      output.finish();
      const silent = await silentOf(urls);
      for (const url of silent)
        output.warn(`Nothing answers at ${url} yet. Start the app; the preview will see it.`);
      await untilAborted(interrupted);
    } finally {
      await running.stop();
    }
    return exitCodes.ok;
  },
};

async function silentOf(urls: readonly string[]): Promise<readonly string[]> {
  const answers = await Promise.all(
    urls.map(async (url) => {
      const answer = await fetch(url, { signal: AbortSignal.timeout(3000) }).catch(() => undefined);
      await answer?.body?.cancel();
      return answer !== undefined;
    }),
  );
  return urls.filter((_url, index) => answers[index] === false);
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
