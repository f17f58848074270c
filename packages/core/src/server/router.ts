import type { RequestListener } from "node:http";
import {
  answerScrape,
  plain,
  refuseMethod,
  type HandlerOptions,
  type ScrapeAnswer,
  type ScrapeRequest,
} from "./answer.ts";
import { toScrapeRequest } from "./handler.ts";
import type { Scraper } from "./scraper.ts";
import { send } from "./send.ts";

export interface RouterOptions extends HandlerOptions {
  readonly isReady?: () => boolean | Promise<boolean>;
}

/** An orchestrator asks again soon, and gives up on a probe after about as long. */
const readyTimeout = 1000;

/** Answers the metrics path, `/-/healthy` and `/-/ready`. */
export function createRouter(scraper: Scraper, options: RouterOptions): RequestListener {
  return (request, response) => {
    void route(scraper, toScrapeRequest(request), options).then((answer) =>
      send(request, response, answer),
    );
  };
}

/** Never rejects. */
async function route(
  scraper: Scraper,
  request: ScrapeRequest,
  options: RouterOptions,
): Promise<ScrapeAnswer> {
  switch (request.path) {
    case "/-/healthy":
      return refuseMethod(request) ?? plain(200, "ok");
    case "/-/ready": {
      const refusal = refuseMethod(request);
      if (refusal !== undefined) return refusal;
      return (await isReady(options.isReady)) ? plain(200, "ready") : plain(503, "not ready");
    }
    default:
      return answerScrape(scraper, request, options);
  }
}

async function isReady(ask: RouterOptions["isReady"]): Promise<boolean> {
  if (ask === undefined) return true;
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, readyTimeout, false).unref();
  });
  try {
    return Boolean(await Promise.race([ask(), limit]));
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
