import type { RuleFile } from "@promenade/dashboard";
import { createEngine } from "@promenade/promql";
import { AlertEvaluator } from "@promenade/promql/rules";
import { boardOf } from "./boards.ts";
import { Sampler, type SampledTarget, type Scrape } from "./sampler/index.ts";
import { listen, type ListeningServer } from "./server/server.ts";

/** Everything that a running preview needs; plain data, so that it can be sent to a thread. */
export interface PreviewSettings {
  readonly service: string;
  readonly port: number;
  readonly targets: readonly SampledTarget[];
  readonly intervalMilliseconds: number;
  readonly retentionMilliseconds: number;
  readonly dashboards: readonly object[];
  readonly rules: readonly RuleFile[];
}

/** One evaluation must not keep the page waiting for longer. */
const longestQueryMilliseconds = 5000;
/** 160 MB while a query runs; four times what the store can hold. */
const mostSamples = 20_000_000;
/** Prometheus' default is a minute; nobody wants to look at a preview for that long. */
const shortestEvaluationMilliseconds = 5000;

/** Sampler, alerts and server at work together. */
export class PreviewRun {
  readonly #sampler: Sampler;
  readonly #alerts: AlertEvaluator;
  readonly #server: ListeningServer;
  #lastEvaluation = 0;
  #evaluating: Promise<void> | undefined;

  private constructor(sampler: Sampler, alerts: AlertEvaluator, server: ListeningServer) {
    this.#sampler = sampler;
    this.#alerts = alerts;
    this.#server = server;
  }

  /** @throws PromenadeError `PROMENADE_PORT_IN_USE`, `PROMENADE_SERVER_FAILED` */
  static async start(settings: PreviewSettings): Promise<PreviewRun> {
    const { retentionMilliseconds, intervalMilliseconds, targets } = settings;
    let run: PreviewRun | undefined;
    const sampler = new Sampler({
      targets,
      intervalMilliseconds,
      limits: { retentionMilliseconds },
      onScrape: () => run?.evaluateAlerts(),
    });
    const engine = createEngine({
      limits: { milliseconds: longestQueryMilliseconds, samples: mostSamples },
    });
    const alerts = new AlertEvaluator(engine, sampler.store, settings.rules);
    const boards = settings.dashboards.map(boardOf);
    const now = (): number => Date.now();
    const { service } = settings;
    const server = await listen({ service, engine, sampler, alerts, boards, now }, settings.port);
    run = new PreviewRun(sampler, alerts, server);
    sampler.start();
    return run;
  }

  get url(): string {
    return this.#server.url;
  }

  get targets(): Sampler["targets"] {
    return this.#sampler.targets;
  }

  /** Takes a scrape of the target with this number. */
  ingest(target: number, scrape: Scrape): void {
    this.#sampler.ingest(target, scrape);
  }

  async stop(): Promise<void> {
    this.#sampler.stop();
    await this.#server.stop();
    await this.#evaluating;
  }

  evaluateAlerts(): void {
    const now = Date.now();
    if (
      this.#evaluating !== undefined ||
      now - this.#lastEvaluation < shortestEvaluationMilliseconds
    )
      return;
    this.#lastEvaluation = now;
    this.#evaluating = this.#alerts.evaluate(now).finally(() => {
      this.#evaluating = undefined;
    });
  }
}
