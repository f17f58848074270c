import { Module } from "@nestjs/common";
import { FulfilmentController } from "./fulfilment.controller.ts";
import { LoyaltyService } from "./loyalty.service.ts";
import { ParcelService } from "./parcel.service.ts";

@Module({ controllers: [FulfilmentController], providers: [LoyaltyService, ParcelService] })
export class FulfilmentModule {}
