import type { LabelSet } from "./subject.ts";

export const labelNames = ["method", "route", "status"] as const;
export const buckets = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;

const methods = ["GET", "POST", "PUT", "DELETE", "PATCH"];
const statuses = ["200", "201", "204", "301", "400", "401", "403", "404", "500", "503"];

const routes: string[] = [];

/** One string object a route, as a router holds it. */
function routeAt(n: number): string {
  return (routes[n] ??= `/api/v1/resource-${n}/items/:itemId`);
}

/** The n-th combination of three labels, as an HTTP service has them. */
export function labelsAt(n: number): LabelSet & { method: string; route: string; status: string } {
  return {
    method: methods[n % 5] as string,
    route: routeAt(Math.floor(n / 50)),
    status: statuses[Math.floor(n / 5) % 10] as string,
  };
}

/** A fixed sequence of numbers in [0, 1): every run measures the same work. */
export function randomSequence(seed = 42): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Latencies in seconds, log-normal around 15 ms. */
export function latencies(count: number): Float64Array {
  const random = randomSequence();
  return Float64Array.from({ length: count }, () => {
    const normal = Math.sqrt(-2 * Math.log(random() + 1e-12)) * Math.cos(2 * Math.PI * random());
    return 0.015 * Math.exp(normal * 1.2);
  });
}
