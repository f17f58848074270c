/** Everything that the environment decides, read once. */
export const settings = {
  port: number("PORT", 3000),
  host: process.env.HOST ?? "0.0.0.0",
  /** Where the warehouse reaches the shop, over TCP. */
  stockPort: number("STOCK_PORT", 4000),
  databaseUrl: process.env.DATABASE_URL ?? "postgresql://shop:shop@127.0.0.1:5432/shop",
  /** Where the jobs are kept; without it, in the database. */
  redisUrl: process.env.REDIS_URL,
  /** Where events go; without it there are none. */
  kafkaBrokers: process.env.KAFKA_BROKERS?.split(",").map((broker) => broker.trim()),
  /** Before the name of each topic and group, so that several shops can share a broker. */
  kafkaPrefix: process.env.KAFKA_PREFIX ?? "",
  /** Small on purpose: at a busy moment the dashboard shows requests that wait for a connection. */
  poolSize: number("POOL_SIZE", 5),
  /** Whoever manages the catalogue sends it as `x-api-key`. */
  apiKey: process.env.SHOP_API_KEY ?? "let-me-in",
  metricsPort: number("METRICS_PORT", 9464),
  metricsHost: process.env.METRICS_HOST ?? "0.0.0.0",
  isObserved: process.env.PROMENADE !== "off",
} as const;

function number(name: string, fallback: number): number {
  const value = Number(process.env[name] ?? fallback);
  if (!Number.isInteger(value) || value < 0) throw new Error(`${name} must be a positive integer.`);
  return value;
}
