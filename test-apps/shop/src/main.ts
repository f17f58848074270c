import "reflect-metadata";
import { Logger } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { type MicroserviceOptions, Transport } from "@nestjs/microservices";
import { WsAdapter } from "@nestjs/platform-ws";
import { instrument } from "@promenade/nestjs";
import { AppModule } from "./app.module.ts";
import { eventReader } from "./events/kafka.ts";
import { settings } from "./settings.ts";

const app = await NestFactory.create(AppModule, {
  // Event streams would otherwise hold up the shutdown for as long as their clients stay.
  forceCloseConnections: true,
  // Shows Promenade the messages and jobs; requests need no more than the module.
  ...(settings.isObserved ? { instrument } : {}),
});
app.useWebSocketAdapter(new WsAdapter(app));
app.connectMicroservice<MicroserviceOptions>({
  transport: Transport.TCP,
  options: { host: settings.host, port: settings.stockPort },
});
if (settings.kafkaBrokers === undefined)
  new Logger("Shop").log(
    "KAFKA_BROKERS is not set: orders make no events, and nothing is shipped.",
  );
else app.connectMicroservice<MicroserviceOptions>({ strategy: eventReader() });
app.enableShutdownHooks();
await app.startAllMicroservices();
await app.listen(settings.port, settings.host);
