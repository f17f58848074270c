import "reflect-metadata";
import type { AddressInfo, Server } from "node:net";
import { Module, VersioningType, type INestApplication } from "@nestjs/common";
import { NestFactory, type AbstractHttpAdapter } from "@nestjs/core";
import { Transport, type MicroserviceOptions } from "@nestjs/microservices";
import { ExpressAdapter } from "@nestjs/platform-express";
import { FastifyAdapter } from "@nestjs/platform-fastify";
import { WsAdapter } from "@nestjs/platform-ws";
import { ScheduleModule } from "@nestjs/schedule";
import type { Promenade } from "@promenade/core";
import { instrument, PROMENADE } from "@promenade/nestjs";
import { ScopedController, UsersController, VersionedController } from "./controllers.js";
import { ChatGateway, Jobs, MessagesController } from "./handlers.js";
import { MeasuredModule } from "./measured.js";

@Module({
  imports: [ScheduleModule.forRoot()],
  controllers: [UsersController, ScopedController, VersionedController, MessagesController],
  providers: [ChatGateway, Jobs],
})
class PlainModule {}

@Module({ imports: [MeasuredModule, PlainModule] })
class MeasuredAppModule {}

/** `node main.js express|fastify measured|plain`: prints its ports as one line of JSON. */
async function main([platform, mode]: readonly string[]): Promise<void> {
  const isMeasured = mode === "measured";
  const adapter: AbstractHttpAdapter =
    platform === "fastify" ? new FastifyAdapter() : new ExpressAdapter();
  const app: INestApplication = await NestFactory.create(
    isMeasured ? MeasuredAppModule : PlainModule,
    adapter,
    { logger: false, ...(isMeasured ? { instrument } : {}) },
  );
  app.setGlobalPrefix("api");
  app.enableVersioning({ type: VersioningType.URI });
  app.useWebSocketAdapter(new WsAdapter(app));
  app.enableShutdownHooks();
  const microservice = app.connectMicroservice<MicroserviceOptions>(
    { transport: Transport.TCP, options: { host: "127.0.0.1", port: 0 } },
    { inheritAppConfig: true },
  );
  await app.startAllMicroservices();
  await app.listen(0, "127.0.0.1");
  const promenade = isMeasured ? app.get<Promenade>(PROMENADE) : undefined;
  const line = {
    http: portOf(app.getHttpServer() as Server),
    rpc: portOf(microservice.unwrap<Server>()),
    metrics: promenade?.url,
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

void main(process.argv.slice(2));
