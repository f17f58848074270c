import "reflect-metadata";
import { NestFactory } from "@nestjs/core";
import { AppModule } from "./app.module.ts";
import { settings } from "./settings.ts";

const app = await NestFactory.create(AppModule);
app.enableShutdownHooks();
await app.listen(settings.port, settings.host);
