import type { Mark } from "../output/style.ts";
import type { Examination } from "./examination.ts";

/** How a step went. `warning`: it works, and could be better; `skipped`: it could not be looked at. */
export interface Finding {
  readonly mark: Mark;
  /** What is, in one line. */
  readonly text: string;
  /** What to do, in one line. */
  readonly fix?: string;
  /** What is behind the text, one line each; shown with `--all`. */
  readonly details?: readonly string[];
}

/** One thing that must be right between the app and the reader of its dashboards. */
export interface Step {
  readonly name: string;
  /** What is looked at, for the progress line and for steps that depend on it. */
  readonly about: string;
  /** Names of steps without which this one makes no sense. */
  readonly needs: readonly string[];
  /** What to do when it cannot even be looked at, and the error does not say. */
  readonly remedy?: string;
  /** A rejection is a problem: its message is told. */
  readonly examine: (examination: Examination) => Promise<Finding>;
}

export function ok(text: string): Finding {
  return { mark: "ok", text };
}

export function warning(text: string, fix: string): Finding {
  return { mark: "warning", text, fix };
}

export function problem(text: string, fix: string): Finding {
  return { mark: "problem", text, fix };
}

export function skipped(text: string): Finding {
  return { mark: "skipped", text };
}

/** `3 dashboards`, `1 dashboard`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** The first few of a list, and how many more there are. */
export function few(items: readonly string[], most = 3): string {
  const more = items.length - most;
  return more > 0 ? `${items.slice(0, most).join(", ")} and ${more} more` : items.join(", ");
}
