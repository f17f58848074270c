import { Processor, WorkerHost } from "@nestjs/bullmq";
import type { Job } from "bullmq";
import { PrismaService } from "../database/prisma.service.ts";

interface Email {
  readonly orderId: number;
}

@Processor("emails", { concurrency: 3 })
export class EmailsWorker extends WorkerHost {
  constructor(private readonly prisma: PrismaService) {
    super();
  }

  async process(job: Job<Email>): Promise<void> {
    switch (job.name) {
      case "digest":
        await this.prisma.order.count();
        break;
      case "loyalty-points":
        // Broken on purpose: a job that never succeeds.
        throw new Error("The loyalty programme has ended");
      default:
        await this.write(job);
    }
  }

  /** Now and then the mail server does not answer at once: a job that is tried again. */
  private async write({ data, attemptsMade, opts }: Job<Email>): Promise<void> {
    const { orderId: id } = data;
    await this.prisma.order.findUnique({ where: { id }, include: { customer: true } });
    if (id % 5 === 0 && attemptsMade === 0 && (opts.attempts ?? 1) > 1)
      throw new Error("The mail server did not answer");
  }
}
