import { BullModule } from "@nestjs/bullmq";
import { Module } from "@nestjs/common";
import { connection } from "./connection.ts";
import { EmailsWorker } from "./emails.worker.ts";
import { InvoicesWorker } from "./invoices.worker.ts";
import { JobsService } from "./jobs.service.ts";

/** What an order sets in motion and no customer waits for. */
@Module({
  imports: [
    BullModule.forRoot({
      connection,
      defaultJobOptions: { removeOnComplete: 100, removeOnFail: 100 },
    }),
    BullModule.registerQueue({ name: "emails" }, { name: "invoices" }),
    BullModule.registerFlowProducer({ name: "invoicing" }),
  ],
  providers: [JobsService, EmailsWorker, InvoicesWorker],
  exports: [JobsService],
})
export class JobsModule {}
