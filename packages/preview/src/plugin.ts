import { hostname } from "node:os";
import { check, definePlugin, type MetricTable, type PluginContext } from "@promenade/core";
import { AppThread } from "./app-thread.ts";
import { previewChecks, refuseTwins, settingsOf, type PreviewOptions } from "./options.ts";

export interface PreviewPluginOptions extends PreviewOptions {
  /** Run even where NODE_ENV is "production". Default false: there it only says that it does not run. */
  readonly production?: boolean;
}

/**
 * The app's dashboards in the browser: `plugins: [node(), preview()]`. They come from every plugin of the app; the samples
 * come from the app itself, at each interval, and are kept in a thread of the preview's own. It never keeps the process
 * alive, and when it cannot run, it says so once and the app goes on.
 * @throws PromenadeError `PROMENADE_OPTION_UNKNOWN`, `PROMENADE_OPTION_INVALID`; at start,
 * `PROMENADE_PREVIEW_TARGET_DUPLICATE`
 */
export const preview = definePlugin<MetricTable, PreviewPluginOptions>({
  name: "preview",
  metrics: {},
  options: { ...previewChecks, production: check.boolean },
  setup: (context, options) => setUp(context, options),
});

function setUp(
  context: PluginContext,
  options: Partial<PreviewPluginOptions>,
): (() => Promise<void>) | undefined {
  if (process.env["NODE_ENV"] === "production" && options.production !== true) {
    context.log.info(
      "The preview does not run where NODE_ENV is production; `preview({ production: true })` makes it.",
    );
    return undefined;
  }
  const settings = settingsOf(options);
  const { service } = context.service;
  const own = { job: service, instance: hostname(), url: undefined };
  const targets = [own, ...settings.targets];
  refuseTwins(targets);
  const thread = new AppThread(
    context,
    { ...settings, service, targets },
    options.dashboards ?? [],
  );
  thread.start();
  return () => thread.stop();
}
