import type { Library, Project } from "./detect.ts";

/** A plugin in the set-up: its package's last word is its factory. */
type PluginName = Library | "node";

/** What a library needs besides being named, where that is not in the set-up; one comment each. */
const notes: Readonly<Record<Library, (project: Project) => string | undefined>> = {
  prisma: () => undefined,
  bullmq: ({ framework }) =>
    framework === "nestjs"
      ? undefined
      : "bullmq: name what you have, as in bullmq({ queues: [mails], workers: [worker] })",
  graphql: ({ framework, packages }) => {
    if (framework === "nestjs") return undefined;
    if (packages.has("@apollo/server"))
      return 'graphql: plugins: [ApolloServerPluginPromenade()], of "@promenade/graphql/apollo"';
    if (packages.has("mercurius"))
      return 'graphql: await app.register(promenadeMercurius), of "@promenade/graphql/mercurius"';
    if (packages.has("graphql-yoga") || packages.has("@envelop/core"))
      return 'graphql: plugins: [usePromenade()], of "@promenade/graphql/yoga"';
    return 'graphql: observe({ execute, subscribe }), of "@promenade/graphql/engine"';
  },
  kafka: ({ packages }) =>
    packages.has("kafkajs") || packages.has("@confluentinc/kafka-javascript")
      ? 'kafka: instrumentKafka(new Kafka({ … })), of "@promenade/kafka", where the client is made'
      : undefined,
};

/** Packages whose metrics are served too. Each exports the registry that it fills by default. */
export const clients: readonly string[] = [
  "prom-client",
  "@prometheus-io/client",
  "@platformatic/prom-client",
];

const mostLines = 15;

/** The set-up of a project, at most 15 lines. */
export function setUpOf(project: Project): string {
  const lines = linesOf(project, registriesOf(project));
  return `${(lines.length > mostLines ? linesOf(project, []) : lines).join("\n")}\n`;
}

/** What is to be written elsewhere for the set-up to see everything. */
export function notesOf(project: Project): readonly string[] {
  const registries = registriesOf(project);
  return [
    ...project.libraries.flatMap((library) => notes[library](project) ?? []),
    ...(linesOf(project, registries).length > mostLines
      ? [`${registries.map(({ from }) => from).join(", ")}: registries: [register], in the set-up`]
      : []),
  ];
}

/** A registry of another client: what it is called in the set-up, and where it comes from. */
interface Registry {
  readonly name: string;
  readonly from: string;
}

function registriesOf({ packages }: Project): readonly Registry[] {
  return clients
    .filter((from) => packages.has(from))
    .map((from, index) => ({ name: `register${index === 0 ? "" : index + 1}`, from }));
}

function linesOf(project: Project, registries: readonly Registry[]): readonly string[] {
  const names: readonly PluginName[] = ["node", ...project.libraries];
  return project.framework === "nestjs"
    ? nestLines(project, names, registries)
    : plainLines(project, names, registries);
}

/** The packages that the set-up imports. */
export function packagesOf(project: Project): readonly string[] {
  const names = ["core", ...(project.framework === "nestjs" ? ["nestjs"] : []), "node"];
  return [...names, ...project.libraries].map((name) => `@promenade/${name}`);
}

function plainLines(
  project: Project,
  names: readonly PluginName[],
  registries: readonly Registry[],
): readonly string[] {
  const isCommon = !project.isModule && !project.isTypeScript;
  const imports = [
    ...registryImports(registries, isCommon),
    importLine("promenade", "@promenade/core", isCommon),
    ...names.map((name) => importLine(name, `@promenade/${name}`, isCommon)),
  ];
  // Without `await` in CommonJS, which has none at the top; a mistake in the options ends the process either way.
  const start = project.isModule ? "await metrics.start();" : "void metrics.start();";
  return [
    ...imports.toSorted(byModule),
    "",
    `${isCommon ? "exports.metrics =" : "export const metrics ="} promenade({`,
    `  service: ${JSON.stringify(project.name)},`,
    `  plugins: [${names.map((name) => `${name}()`).join(", ")}],`,
    ...registriesOption(registries).map((line) => `  ${line}`),
    "});",
    isCommon ? start.replace("metrics", "exports.metrics") : start,
  ];
}

function nestLines(
  project: Project,
  names: readonly PluginName[],
  registries: readonly Registry[],
): readonly string[] {
  const isCommon = !project.isModule && !project.isTypeScript;
  const needsApp = project.packages.has("@nestjs/bullmq");
  const calls = names.map((name) =>
    needsApp && name === "bullmq" ? "bullmq({ app })" : `${name}()`,
  );
  const imports = [
    ...registryImports(registries, isCommon),
    ...(needsApp ? [importLine("ModulesContainer", "@nestjs/core", isCommon)] : []),
    importLine("PromenadeModule", "@promenade/nestjs", isCommon),
    ...names.map((name) => importLine(name, `@promenade/${name}`, isCommon)),
  ];
  const options = [
    `service: ${JSON.stringify(project.name)},`,
    `plugins: [${calls.join(", ")}],`,
    ...registriesOption(registries),
  ];
  const type = project.isTypeScript ? ": ModulesContainer" : "";
  const target = isCommon ? "exports.observability =" : "export const observability =";
  const head = [...imports.toSorted(byModule), ""];
  if (!needsApp)
    return [
      ...head,
      `${target} PromenadeModule.forRoot({`,
      ...options.map((line) => `  ${line}`),
      "});",
    ];
  return [
    ...head,
    `${target} PromenadeModule.forRootAsync({`,
    "  inject: [ModulesContainer],",
    `  useFactory: (app${type}) => ({`,
    ...options.map((line) => `    ${line}`),
    "  }),",
    "});",
  ];
}

function registryImports(registries: readonly Registry[], isCommon: boolean): readonly string[] {
  const as = isCommon ? ": " : " as ";
  return registries.map(({ name, from }) =>
    importLine(name === "register" ? name : `register${as}${name}`, from, isCommon),
  );
}

function registriesOption(registries: readonly Registry[]): readonly string[] {
  return registries.length === 0
    ? []
    : [`registries: [${registries.map(({ name }) => name).join(", ")}],`];
}

function importLine(name: string, from: string, isCommon: boolean): string {
  return isCommon
    ? `const { ${name} } = require("${from}");`
    : `import { ${name} } from "${from}";`;
}

function byModule(a: string, b: string): number {
  return a.slice(a.indexOf('"')).localeCompare(b.slice(b.indexOf('"')));
}
