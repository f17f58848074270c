import { Module } from "@nestjs/common";
import { ArticlesController } from "./articles.controller";
import { ArticlesResolver } from "./articles.resolver";
import { ArticlesService } from "./articles.service";
import { DigestJob } from "./digest.job";

@Module({
  controllers: [ArticlesController],
  providers: [ArticlesService, ArticlesResolver, DigestJob],
})
export class ArticlesModule {}
