/** Everything that the environment decides, read once. */
export const settings = {
  redisUrl: process.env.REDIS_URL ?? "redis://127.0.0.1:6379",
  kafkaBrokers: (process.env.KAFKA_BROKERS ?? "127.0.0.1:9092").split(","),
  metricsPort: number("METRICS_PORT", 9464),
  metricsHost: process.env.METRICS_HOST ?? "0.0.0.0",
} as const;

function number(name: string, fallback: number): number {
  const value = Number(process.env[name] ?? fallback);
  if (!Number.isInteger(value) || value < 0) throw new Error(`${name} must be a positive integer.`);
  return value;
}
