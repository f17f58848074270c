import type { ExemplarSeries } from "../api.ts";
import type { ShownFrame } from "../data/frame.ts";
import type { Why } from "../data/why.ts";
import type { TimeRange } from "../model/time.ts";
import type { PanelModel } from "../model/types.ts";

/** A deploy, a restart: a mark across all graphs. */
export interface Mark {
  /** Unix milliseconds. */
  readonly time: number;
  readonly title: string;
  readonly text: string;
  readonly color: string;
}

/** What a panel draws from. */
export interface PanelData {
  readonly frames: readonly ShownFrame[];
  readonly range: TimeRange;
  /** Of the time axis, in milliseconds. */
  readonly step: number;
  readonly marks: readonly Mark[];
  readonly exemplars: readonly ExemplarSeries[];
  readonly why: Why | undefined;
  /** Unix milliseconds, by the server's clock. */
  readonly now: number;
}

/** What a panel may do to the page. */
export interface PanelHost {
  readonly panel: PanelModel;
  readonly body: HTMLElement;
  /** Of the crosshair that the panels of the page share; `undefined` when each has its own. */
  readonly syncKey: string | undefined;
  readonly zoom: (range: TimeRange) => void;
  readonly zoomOut: () => void;
  /** Fills variables into a title, a link, a text; `values` go before the page's own. */
  readonly fill: (text: string, values?: Readonly<Record<string, string>>) => string;
}

/** A panel's content. */
export interface Drawing {
  draw(data: PanelData): void;
  destroy(): void;
}

export type MakeDrawing = (host: PanelHost) => Drawing;
