import { bullmq } from "@promenade/bullmq";
import { graphql } from "@promenade/graphql";
import { kafka } from "@promenade/kafka";
import { nestjs } from "@promenade/nestjs";
import { node } from "@promenade/node";
import { startPreview } from "@promenade/preview";
import { prisma } from "@promenade/prisma";

/** Serves the dashboards of the shop's plugins; of the plugins here, nothing but these is used. */
export async function previewOf({ metricsAddress }, { job, previewSeconds, isAnywhere }) {
  return await startPreview({
    service: job,
    targets: [{ url: `http://${metricsAddress}/metrics`, job, instance: metricsAddress }],
    plugins: [node(), nestjs(), prisma(), graphql(), bullmq(), kafka()],
    interval: `${previewSeconds}s`,
    ...(isAnywhere ? { port: 0 } : {}),
  });
}
