import { Processor, WorkerHost } from "@nestjs/bullmq";
import type { Job } from "bullmq";
import { PrismaService } from "../database/prisma.service.ts";

/** A flow: `send` waits for `render`. */
@Processor("invoices")
export class InvoicesWorker extends WorkerHost {
  constructor(private readonly prisma: PrismaService) {
    super();
  }

  async process({ name, data }: Job<{ readonly orderId: number }>): Promise<number> {
    if (name !== "render") return 0;
    const { orderId } = data;
    return await this.prisma.orderItem.count({ where: { orderId } });
  }
}
