import type { DynamicModule, Provider } from "@nestjs/common";
import { ApplicationConfig, HttpAdapterHost, ModulesContainer } from "@nestjs/core";
import { PromenadeError, type MetricDefinition, type Promenade } from "@promenade/core";
import { ApolloBridge } from "./bridge.ts";
import { Lifecycle } from "./lifecycle.ts";
import type {
  ModuleScope,
  PromenadeModuleAsyncOptions,
  PromenadeModuleOptions,
  PromenadeOptionsFactory,
} from "./options.ts";
import { metricToken, PROMENADE, PROMENADE_OPTIONS } from "./tokens.ts";

/** Holds the recorders of one `forFeature`. */
class PromenadeFeatureModule {}

/**
 * Metrics, dashboards and alerts for a Nest application. Import it once, into the root module:
 * `imports: [PromenadeModule.forRoot({ plugins: [node()] })]`.
 *
 * Without decorators, so that it needs no compiler flag.
 */
export class PromenadeModule {
  /** Nest reports a wrong option when it creates the application, as the `PromenadeError` of `promenade()`. */
  static forRoot(options: PromenadeModuleOptions & ModuleScope = {}): DynamicModule {
    const { isGlobal, ...rest } = options;
    return rootModule({ isGlobal }, [{ provide: PROMENADE_OPTIONS, useValue: rest }]);
  }

  /**
   * Options that depend on other providers, such as a ConfigService.
   * @throws PromenadeError `PROMENADE_OPTION_INVALID`
   */
  static forRootAsync(options: PromenadeModuleAsyncOptions): DynamicModule {
    const { imports = [], isGlobal } = options;
    return { ...rootModule({ isGlobal }, optionProviders(options)), imports: [...imports] };
  }

  /** Metrics of a feature's own, for `@InjectMetric()`. Several modules may name the same definition. */
  static forFeature(definitions: readonly MetricDefinition[]): DynamicModule {
    const providers = definitions.map((definition) => ({
      provide: metricToken(definition),
      inject: [PROMENADE],
      useFactory: (promenade: Promenade) => promenade.register(definition),
    }));
    return {
      module: PromenadeFeatureModule,
      providers,
      exports: providers.map(({ provide }) => provide),
    };
  }
}

function rootModule(
  { isGlobal = true }: { readonly isGlobal: boolean | undefined },
  providers: readonly Provider[],
): DynamicModule {
  return {
    module: PromenadeModule,
    global: isGlobal,
    providers: [
      ...providers,
      {
        // Nest calls the lifecycle hooks of every provider, so the class itself is the token.
        provide: Lifecycle,
        inject: [PROMENADE_OPTIONS, HttpAdapterHost, ModulesContainer, ApplicationConfig],
        useFactory: (
          options: PromenadeModuleOptions,
          adapterHost: HttpAdapterHost,
          modules: ModulesContainer,
          config: ApplicationConfig,
        ) => {
          refuseSecond(modules);
          return new Lifecycle(options, { adapterHost, modules, config });
        },
      },
      {
        provide: ApolloBridge,
        inject: [Lifecycle],
        useFactory: ({ promenade }: Lifecycle) => new ApolloBridge(promenade.plugins),
      },
      {
        provide: PROMENADE,
        inject: [Lifecycle],
        useFactory: ({ promenade }: Lifecycle) => promenade,
      },
    ],
    exports: [PROMENADE],
  };
}

/** Two of them would record everything twice, and want one port. The same object in two modules is one. */
function refuseSecond(modules: ModulesContainer): void {
  const roots = [...modules.values()].filter(({ providers }) => providers.has(Lifecycle));
  if (roots.length > 1)
    throw new PromenadeError(
      "PROMENADE_OPTION_INVALID",
      "PromenadeModule.forRoot() or forRootAsync() is imported twice, with options of their own. Import it once, into the root module; others inject PROMENADE, or import PromenadeModule.forFeature().",
    );
}

function optionProviders(options: PromenadeModuleAsyncOptions): readonly Provider[] {
  const { inject = [], useFactory, useClass, useExisting } = options;
  if ([useFactory, useClass, useExisting].filter((way) => way !== undefined).length !== 1)
    throw new PromenadeError(
      "PROMENADE_OPTION_INVALID",
      "PromenadeModule.forRootAsync() needs exactly one of `useFactory`, `useClass` and `useExisting`.",
    );
  if (useFactory !== undefined)
    return [{ provide: PROMENADE_OPTIONS, inject: [...inject] as never[], useFactory }];
  const factory = (useClass ?? useExisting) as NonNullable<typeof useClass>;
  return [
    ...(useClass === undefined ? [] : [{ provide: useClass, useClass }]),
    {
      provide: PROMENADE_OPTIONS,
      inject: [factory],
      useFactory: (made: PromenadeOptionsFactory) => made.createPromenadeOptions(),
    },
  ];
}
