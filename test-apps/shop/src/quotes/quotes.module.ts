import { Module } from "@nestjs/common";
import { QuotesGateway } from "./quotes.gateway.ts";

@Module({ providers: [QuotesGateway] })
export class QuotesModule {}
