import { Module } from "@nestjs/common";
import { ProductsController } from "./products.controller.ts";
import { ProductsService } from "./products.service.ts";
import { RestockJob } from "./restock.job.ts";

@Module({ controllers: [ProductsController], providers: [ProductsService, RestockJob] })
export class ProductsModule {}
