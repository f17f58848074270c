import { Module } from "@nestjs/common";
import { ScheduleModule } from "@nestjs/schedule";
import { ArticlesModule } from "./articles/articles.module";
import { DatabaseModule } from "./database/database.module";
import { graphqlModule } from "./graphql.module";
import { HealthController } from "./health.controller";
import { observability } from "./promenade";

@Module({
  imports: [observability, ScheduleModule.forRoot(), DatabaseModule, graphqlModule, ArticlesModule],
  controllers: [HealthController],
})
export class AppModule {}
