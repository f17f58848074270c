/** Everything that the environment decides, read once. */
export const settings = {
  port: number("PORT", 3000),
  host: process.env.HOST ?? "0.0.0.0",
  databaseUrl: process.env.DATABASE_URL ?? "postgresql://app:app@127.0.0.1:5432/app",
  metricsPort: number("METRICS_PORT", 9464),
  metricsHost: process.env.METRICS_HOST ?? "0.0.0.0",
} as const;

function number(name: string, fallback: number): number {
  const value = Number(process.env[name] ?? fallback);
  if (!Number.isInteger(value) || value < 0) throw new Error(`${name} must be a positive integer.`);
  return value;
}
