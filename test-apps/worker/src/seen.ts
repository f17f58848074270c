import { Redis } from "ioredis";
import { settings } from "./settings.ts";

const redis = new Redis(settings.redisUrl);
redis.on("error", (error) => console.error(error.message));

/** Kafka delivers an order at least once; only the first delivery counts. */
export async function isFirst(order: number): Promise<boolean> {
  return (await redis.set(`order:${order}`, 1, "EX", 3600, "NX")) === "OK";
}

export async function forget(): Promise<void> {
  await redis.quit();
}
