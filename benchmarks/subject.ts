/** What the benchmarks do with every metrics library, in the library's own words. */
export interface Subject {
  readonly name: string;
  counter(name: string, labels: readonly string[]): SubjectCounter;
  gauge(name: string, labels: readonly string[]): SubjectGauge;
  histogram(name: string, labels: readonly string[], buckets: readonly number[]): SubjectHistogram;
  /** Answers one scrape over HTTP, as the library's own documentation does it. */
  serve(request: IncomingMessage, response: ServerResponse): void;
}

import type { IncomingMessage, ServerResponse } from "node:http";

export type LabelSet = Readonly<Record<string, string>>;

export interface SubjectCounter {
  inc(labels: LabelSet): void;
  /** A child that knows its labels; undefined where the library has none. */
  bind?(labels: LabelSet): { inc(): void };
}

export interface SubjectGauge {
  set(labels: LabelSet, value: number): void;
}

export interface SubjectHistogram {
  observe(labels: LabelSet, value: number): void;
  bind?(labels: LabelSet): { observe(value: number): void };
}

/** Loads a subject alone: libraries must not share a process. */
export async function loadSubject(name: string): Promise<Subject> {
  const module = (await import(`./subjects/${name}.ts`)) as { readonly subject: Subject };
  return module.subject;
}

export const subjectNames = ["promenade", "prom-client", "prometheus-io", "opentelemetry"] as const;
