import { Module, ValidationPipe } from "@nestjs/common";
import { APP_FILTER, APP_PIPE } from "@nestjs/core";
import { ScheduleModule } from "@nestjs/schedule";
import { CustomersModule } from "./customers/customers.module.ts";
import { DatabaseModule } from "./database/database.module.ts";
import { PrismaErrorFilter } from "./database/prisma-error.filter.ts";
import { FulfilmentModule } from "./fulfilment/fulfilment.module.ts";
import { GraphqlModule } from "./graphql/graphql.module.ts";
import { HealthController } from "./health/health.controller.ts";
import { OrdersModule } from "./orders/orders.module.ts";
import { ProductsModule } from "./products/products.module.ts";
import { observability } from "./promenade.ts";
import { QuotesModule } from "./quotes/quotes.module.ts";
import { ReportsModule } from "./reports/reports.module.ts";
import { settings } from "./settings.ts";
import { StockModule } from "./stock/stock.module.ts";

@Module({
  imports: [
    ...(settings.isObserved ? [observability] : []),
    ScheduleModule.forRoot(),
    DatabaseModule,
    GraphqlModule,
    ProductsModule,
    CustomersModule,
    OrdersModule,
    ReportsModule,
    QuotesModule,
    StockModule,
    FulfilmentModule,
  ],
  controllers: [HealthController],
  providers: [
    { provide: APP_FILTER, useClass: PrismaErrorFilter },
    { provide: APP_PIPE, useValue: new ValidationPipe({ whitelist: true, transform: true }) },
  ],
})
export class AppModule {}
