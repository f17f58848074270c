import { Module } from "@nestjs/common";
import { ProductsController } from "./products.controller.ts";
import { ProductsResolver } from "./products.resolver.ts";
import { ProductsService } from "./products.service.ts";

@Module({ controllers: [ProductsController], providers: [ProductsService, ProductsResolver] })
export class ProductsModule {}
