import { GrafanaClient } from "@promenade/grafana";
import type { LoadedApp } from "../config/app.ts";
import type { GrafanaAccess } from "../grafana/connection.ts";
import { endpoint, type Access, type Answer } from "../http/endpoint.ts";
import { prometheus, prometheusAt, type Prometheus } from "../prometheus/prometheus.ts";
import { grafanaEndpoint } from "./grafana-endpoint.ts";
import { readPage, type Page } from "./page.ts";

/** What the doctor is to look at; what is not given is skipped. */
export interface Patient {
  readonly loadApp: () => Promise<LoadedApp>;
  /** Where the metrics are, when the set-up does not say or says it wrong. */
  readonly metrics: Partial<Access>;
  readonly prometheus: Access | undefined;
  /** The job under which the app should be scraped. */
  readonly job: string | undefined;
  /** Where Grafana is, and what the set-up says about uploads. */
  readonly grafana: (app: LoadedApp | undefined) => GrafanaAccess | undefined;
  /** Series that one process may have. */
  readonly budget: number;
}

/** Asks each thing once, however many steps want to know. */
export class Examination {
  readonly patient: Patient;
  readonly #known = new Map<string, unknown>();

  constructor(patient: Patient) {
    this.patient = patient;
  }

  app(): Promise<LoadedApp> {
    return this.#once("app", () => this.patient.loadApp());
  }

  /** Where the metrics are; `undefined` when nobody says. */
  metrics(): Promise<Access | undefined> {
    return this.#once("metrics", async () => {
      const { metrics } = this.patient;
      // A set-up that does not load has its own step.
      const app = await this.app().catch(() => undefined);
      const url = metrics.url ?? app?.endpoint;
      return url === undefined ? undefined : { ...metrics, url };
    });
  }

  /** What the app answers, as Prometheus would ask. */
  answer(): Promise<Answer> {
    return this.#once("answer", async () => {
      const access = await this.metrics();
      if (access === undefined) throw new Error("It is not known where the metrics are.");
      // OpenMetrics is what Prometheus likes best; the text format is what everybody can write.
      const accept = "text/plain;version=0.0.4;q=0.9,*/*;q=0.1";
      return await endpoint(access).ask("", { headers: { accept } });
    });
  }

  page(): Promise<Page> {
    return this.#once("page", async () => readPage(await this.answer()));
  }

  prometheus(): Prometheus | undefined {
    const access = this.patient.prometheus;
    return access === undefined ? undefined : prometheus(access);
  }

  /** Prometheus as Grafana reaches it, through a data source. */
  dataSource(client: GrafanaClient, uid: string): Prometheus {
    return prometheusAt(grafanaEndpoint(client), `api/datasources/proxy/uid/${uid}/api/v1`);
  }

  grafanaAccess(): Promise<GrafanaAccess | undefined> {
    return this.#once("grafana-access", async () =>
      this.patient.grafana(await this.app().catch(() => undefined)),
    );
  }

  grafana(): Promise<GrafanaClient | undefined> {
    return this.#once("grafana", async () => {
      const access = await this.grafanaAccess();
      return access === undefined ? undefined : new GrafanaClient(access.connection);
    });
  }

  /** `service_name="shop"`, or nothing when the set-up does not say. */
  async selector(): Promise<string> {
    const app = await this.app().catch(() => undefined);
    const service = app?.service.service ?? "";
    return service === "" ? "" : `service_name=${JSON.stringify(service)}`;
  }

  /** Keeps what a step found out for those after it. */
  recall<T>(key: string, work: () => Promise<T>): Promise<T> {
    return this.#once(key, work);
  }

  async close(): Promise<void> {
    const client = await this.grafana().catch(() => undefined);
    await client?.close();
  }

  #once<T>(key: string, work: () => Promise<T>): Promise<T> {
    const known = this.#known.get(key) as Promise<T> | undefined;
    if (known !== undefined) return known;
    const made = work();
    this.#known.set(key, made);
    return made;
  }
}
