import type { Scrape } from "./sampler/index.ts";

/** What the app's thread tells the preview's. */
export interface ToThread {
  readonly type: "scrape";
  readonly target: number;
  readonly scrape: Scrape;
}

/** What the preview's thread tells the app's. */
export type FromThread =
  | { readonly type: "listening"; readonly url: string }
  | { readonly type: "failed"; readonly message: string }
  | { readonly type: "taken" };
