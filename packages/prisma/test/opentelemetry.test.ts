import { createRequire } from "node:module";
import { join } from "node:path";
import { context, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import { startApp, valuesBy } from "@promenade/testing/apps";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { prisma } from "../src/index.ts";
import { clientOf, majors, type Client, type Major } from "./support/clients.ts";
import { directories } from "./support/directories.ts";
import { globals, names } from "./support/fake-helper.ts";
import { nullAdapter } from "./support/null-adapter.ts";

interface Instrumentation {
  setTracerProvider(provider: BasicTracerProvider): void;
  enable(): void;
  disable(): void;
}

interface InstrumentationModule {
  readonly PrismaInstrumentation: new () => Instrumentation;
}

/** Prisma's own OpenTelemetry instrumentation, of the same major as the client. */
async function instrumentationOf(major: Major): Promise<Instrumentation> {
  const { resolve } = createRequire(join(directories.prisma6, "package.json"));
  const { PrismaInstrumentation } =
    major === 7
      ? await import("@prisma/instrumentation")
      : ((await import(resolve("@prisma/instrumentation"))) as InstrumentationModule);
  const instrumentation = new PrismaInstrumentation();
  instrumentation.disable();
  return instrumentation;
}

const exporter = new InMemorySpanExporter();
const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
});
afterAll(() => {
  context.disable();
});
afterEach(() => {
  exporter.reset();
  for (const name of names) delete globals[name];
});

async function ask(client: Client): Promise<void> {
  const tracer = provider.getTracer("test");
  await tracer.startActiveSpan("request", async (span) => {
    await client.user.findMany();
    span.end();
  });
}

/** Name and parent's name of each span: what a trace looks like. */
function spans(): readonly string[] {
  const finished = exporter.getFinishedSpans();
  const nameOf = (id: string | undefined): string | undefined =>
    finished.find((span) => span.spanContext().spanId === id)?.name;
  return finished
    .map((span) => `${span.name} in ${nameOf(span.parentSpanContext?.spanId) ?? "nothing"}`)
    .toSorted();
}

describe.each(majors)("Prisma %i", (major) => {
  test.each(["before", "after"])(
    "metrics and the same spans, with OpenTelemetry enabled %s us",
    async (order) => {
      const PrismaClient = await clientOf(major);
      const client = new PrismaClient({ adapter: nullAdapter().factory });
      await client.user.findMany();
      const instrumentation = await instrumentationOf(major);
      instrumentation.setTracerProvider(provider);
      instrumentation.enable();
      await ask(client);
      const alone = spans();
      expect(alone).toContain("prisma:client:operation in request");
      expect(
        alone.some((span) => span.startsWith("prisma:client:db_query in prisma:client:operation")),
      ).toBe(true);
      instrumentation.disable();
      exporter.reset();

      if (order === "before") instrumentation.enable();
      const app = await startApp(prisma());
      if (order === "after") instrumentation.enable();
      await ask(client);
      expect(spans()).toEqual(alone);
      expect(
        await valuesBy(app, "prisma_operation_duration_seconds", "model", "operation"),
      ).toEqual({ "User findMany": 1 });
      expect(
        await valuesBy(app, "db_client_operation_duration_seconds", "db_operation_name"),
      ).toEqual({ SELECT: 1 });

      await app.stop();
      exporter.reset();
      await ask(client);
      expect(spans()).toEqual(alone);
      instrumentation.disable();
      exporter.reset();
      await ask(client);
      expect(spans()).toEqual(["request in nothing"]);
      trace.disable();
    },
  );
});
