import "reflect-metadata";
import { NestFactory } from "@nestjs/core";
import { instrument } from "@promenade/nestjs";
import { AppModule } from "./app.module.ts";
import { settings } from "./settings.ts";

// `instrument` shows Promenade the messages and jobs; requests need no more than the module.
const app = await NestFactory.create(AppModule, settings.isObserved ? { instrument } : {});
app.enableShutdownHooks();
await app.listen(settings.port, settings.host);
