import type { PluginContext } from "@promenade/core";
import type { GrafanaConnection } from "../client/connection.ts";
import { messageOf } from "../message.ts";
import { ownTurn } from "../turn.ts";
import type { BackgroundRun } from "./background.ts";
import type { metrics } from "./metrics.ts";
import type { GrafanaOptions } from "./options.ts";

/**
 * Lets the work begin at a random moment after the start; what it returns gives the work up. Only at that moment the
 * modules that do it are loaded, a few in each turn of the event loop.
 */
export function launch(
  context: PluginContext<typeof metrics>,
  connection: GrafanaConnection,
  options: Partial<GrafanaOptions>,
): () => Promise<void> {
  const up = Date.now();
  let run: Promise<BackgroundRun | undefined> | undefined;
  let isStopped = false;
  const begin = async (): Promise<BackgroundRun | undefined> => {
    try {
      const Run = await load();
      if (isStopped) return undefined;
      const made = new Run(context, connection, options, up);
      made.start();
      return made;
    } catch (error) {
      context.log.warn(`The upload to Grafana cannot begin: ${messageOf(error)}.`);
      return undefined;
    }
  };
  const moment = Math.random() * (options.spreadMilliseconds ?? 3000);
  const timer = setTimeout(() => {
    run = begin();
  }, moment);
  timer.unref();
  return async () => {
    isStopped = true;
    clearTimeout(timer);
    await (await run)?.stop();
  };
}

async function load(): Promise<typeof BackgroundRun> {
  const parts = [
    () => import("../client/client.ts"),
    () => import("../transport/choose.ts"),
    () => import("../upload/collect.ts"),
    () => import("../upload/upload.ts"),
    () => import("./marks.ts"),
  ];
  for (const part of parts) {
    await ownTurn();
    await part();
  }
  const background = await import("./background.ts");
  return background.BackgroundRun;
}
