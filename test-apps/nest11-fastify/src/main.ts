import "reflect-metadata";
import { ConsoleLogger } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { FastifyAdapter, type NestFastifyApplication } from "@nestjs/platform-fastify";
import { instrument } from "@promenade/nestjs";
import { AppModule } from "./app.module";
import { settings } from "./settings";

async function main(): Promise<void> {
  // Event streams would otherwise hold up the shutdown for as long as their clients stay.
  const adapter = new FastifyAdapter({ forceCloseConnections: true });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule, adapter, {
    logger: new ConsoleLogger({ json: true }),
    // Shows Promenade the scheduled jobs; requests need no more than the module.
    instrument,
  });
  // Nest would end itself by the signal that it got, which the first process of a container cannot.
  app.enableShutdownHooks([], { useProcessExit: true });
  await app.listen(settings.port, settings.host);
}

void main();
