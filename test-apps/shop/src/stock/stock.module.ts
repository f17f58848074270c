import { Module } from "@nestjs/common";
import { EventsModule } from "../events/events.module.ts";
import { LowStockJob } from "./low-stock.job.ts";
import { RestockJob } from "./restock.job.ts";
import { StockController } from "./stock.controller.ts";

@Module({
  imports: [EventsModule],
  controllers: [StockController],
  providers: [RestockJob, LowStockJob],
})
export class StockModule {}
