import { parentPort, workerData } from "node:worker_threads";
import type { FromThread, ToThread } from "./messages.ts";
import { PreviewRun, type PreviewSettings } from "./preview-run.ts";

// The preview's own thread: whatever it costs to keep samples and to evaluate queries, the app's loop does not pay.
const port = parentPort;
if (port !== null) {
  const post = (message: FromThread): void => port.postMessage(message);
  try {
    const run = await PreviewRun.start(workerData as PreviewSettings);
    port.on("message", (message: ToThread) => {
      run.ingest(message.target, message.scrape);
      post({ type: "taken" });
    });
    post({ type: "listening", url: run.url });
  } catch (error) {
    post({ type: "failed", message: error instanceof Error ? error.message : String(error) });
    port.close();
  }
}
