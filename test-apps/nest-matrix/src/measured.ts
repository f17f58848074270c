import { Controller, Get, Inject, Injectable, Module } from "@nestjs/common";
import { counter, type Counter, type Promenade } from "@promenade/core";
import { InjectMetric, PROMENADE, PromenadeModule } from "@promenade/nestjs";

const visitsTotal = counter({
  name: "matrix_visits_total",
  help: "Visits of the measured controller.",
  labels: ["kind"],
});

@Injectable()
class Settings {
  readonly metricsPort = 0;
}

@Module({ providers: [Settings], exports: [Settings] })
class SettingsModule {}

@Controller("visits")
class VisitsController {
  constructor(
    @InjectMetric(visitsTotal) private readonly visits: Counter<"kind">,
    @Inject(PROMENADE) private readonly promenade: Promenade,
  ) {}

  @Get()
  visit(): string {
    this.visits.inc({ kind: "http" });
    return this.promenade.service.service;
  }
}

@Module({
  imports: [PromenadeModule.forFeature([visitsTotal])],
  controllers: [VisitsController],
})
class VisitsModule {}

/** Promenade as an application would have it: options from a provider, a metric of its own. */
@Module({
  imports: [
    PromenadeModule.forRootAsync({
      imports: [SettingsModule],
      inject: [Settings],
      useFactory: ({ metricsPort }: Settings) => ({
        service: "matrix",
        server: { port: metricsPort, host: "127.0.0.1" },
      }),
    }),
    VisitsModule,
  ],
})
export class MeasuredModule {}
