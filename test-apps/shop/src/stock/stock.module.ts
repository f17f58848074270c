import { Module } from "@nestjs/common";
import { RestockJob } from "./restock.job.ts";
import { StockController } from "./stock.controller.ts";

@Module({ controllers: [StockController], providers: [RestockJob] })
export class StockModule {}
