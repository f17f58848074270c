import { InjectFlowProducer, InjectQueue } from "@nestjs/bullmq";
import { Injectable, type OnApplicationBootstrap } from "@nestjs/common";
import { FlowProducer, Queue } from "bullmq";

const reviewDelayMilliseconds = 5000;
const digestEveryMilliseconds = 10_000;

@Injectable()
export class JobsService implements OnApplicationBootstrap {
  constructor(
    @InjectQueue("emails") private readonly emails: Queue,
    @InjectFlowProducer("invoicing") private readonly invoicing: FlowProducer,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const every = { every: digestEveryMilliseconds };
    await this.emails.upsertJobScheduler("digest", every, { name: "digest" });
  }

  async orderPlaced(orderId: number): Promise<void> {
    const data = { orderId };
    await this.emails.addBulk([
      { name: "confirmation", data, opts: { attempts: 3, backoff: 200 } },
      { name: "loyalty-points", data },
    ]);
    await this.emails.add("review-request", data, { delay: reviewDelayMilliseconds });
    await this.invoicing.add({
      name: "send",
      queueName: "invoices",
      data,
      children: [{ name: "render", queueName: "invoices", data }],
    });
  }
}
