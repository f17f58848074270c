import { startFakeGrafana } from "@promenade/testing/grafana";
import { startKafka, startPostgres, startRedis } from "@promenade/testing/services";
import type { Service } from "./example.ts";
import { generateClient, tables } from "./prisma.ts";

export interface Services {
  /** What each gives to the blocks of the pages that name it. */
  readonly environment: Readonly<Record<Service, Readonly<Record<string, string>>>>;
  stop(): Promise<void>;
}

interface Started {
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

const starts: Readonly<Record<Service, () => Promise<Started>>> = {
  postgres: async () => {
    const { url, stop } = await startPostgres();
    return { environment: { DATABASE_URL: url }, stop };
  },
  prisma: async () => {
    const [client, { url, execute, stop }] = await Promise.all([generateClient(), startPostgres()]);
    await execute(tables);
    return { environment: { DATABASE_URL: url, PRISMA_CLIENT: client }, stop };
  },
  redis: async () => {
    const { url, stop } = await startRedis();
    return { environment: { REDIS_URL: url }, stop };
  },
  kafka: async () => {
    const { brokers, stop } = await startKafka();
    return { environment: { KAFKA_BROKERS: brokers.join(",") }, stop };
  },
  grafana: async () => {
    const grafana = await startFakeGrafana();
    const environment = { GRAFANA_URL: grafana.url, GRAFANA_TOKEN: "admin-token" };
    return { environment, stop: async () => await grafana.stop() };
  },
};

export async function startServices(names: ReadonlySet<Service>): Promise<Services> {
  const started = await Promise.all(
    [...names].map(async (name) => [name, await starts[name]()] as const),
  );
  const environment = Object.fromEntries(
    started.map(([name, service]) => [name, service.environment]),
  ) as Services["environment"];
  return {
    environment,
    stop: async () => {
      await Promise.all(started.map(async ([, service]) => await service.stop()));
    },
  };
}
