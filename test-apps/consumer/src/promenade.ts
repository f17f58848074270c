import { bullmq } from "@promenade/bullmq";
import { promenade } from "@promenade/core";
import { graphql } from "@promenade/graphql";
import { kafka } from "@promenade/kafka";
import { node } from "@promenade/node";
import { prisma } from "@promenade/prisma";
import { toaster } from "./toaster.ts";

/** A set-up for the command line. */
export const metrics = promenade({
  service: "consumer",
  plugins: [node(), prisma(), graphql(), bullmq(), kafka(), toaster()],
});
