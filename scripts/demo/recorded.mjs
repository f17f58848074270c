import { metrics as nestjsMetrics } from "@promenade/nestjs";
import { nodeMetrics } from "@promenade/node";
import { prismaMetrics } from "@promenade/prisma";
import { job } from "./world.mjs";

/**
 * Which metrics of the plugins have series. Panels show 0 for what never happened, so this tells apart a panel that was
 * shown something from one that was not.
 */
export async function recordedMetrics(prometheus) {
  const names = [nodeMetrics, nestjsMetrics, prismaMetrics]
    .flatMap((table) => Object.values(table))
    .map(({ name, type }) => (type === "histogram" ? `${name}_count` : name));
  const found = await prometheus.query(
    `count by (__name__) ({__name__=~"${names.join("|")}", job="${job}"})`,
  );
  const recorded = new Set(found.map(({ labels }) => labels.__name__));
  return { count: names.length, missing: names.filter((name) => !recorded.has(name)) };
}
