type Callback = (...args: readonly unknown[]) => unknown;

/** A tracing helper of somebody else's, which follows Prisma's contract and writes down what it is asked. */
export class FakeHelper {
  readonly asked: string[] = [];
  enabled = true;
  traceParent = "00-11111111111111111111111111111111-2222222222222222-01";

  isEnabled(): boolean {
    return this.enabled;
  }

  getTraceParent(): string {
    return this.traceParent;
  }

  getActiveContext(): unknown {
    return { of: "fake" };
  }

  dispatchEngineSpans(...args: readonly unknown[]): void {
    this.asked.push(`dispatch:${args.length}`);
  }

  runInChildSpan(options: string | { readonly name: string }, callback: Callback): unknown {
    const name = typeof options === "string" ? options : options.name;
    this.asked.push(name);
    return callback({ span: name }, { context: true });
  }
}

export const unversioned = "PRISMA_INSTRUMENTATION";
export const names = [
  unversioned,
  "V6_PRISMA_INSTRUMENTATION",
  "V7_PRISMA_INSTRUMENTATION",
] as const;

export const globals = globalThis as Record<string, unknown>;

/** Takes the globals over, as `PrismaInstrumentation.enable()` of a major does. */
export function enable(helper: FakeHelper, major: 6 | 7): void {
  globals[unversioned] = { helper };
  globals[`V${major}_${unversioned}`] = { helper };
}

/** As `PrismaInstrumentation.disable()` does it. */
export function disable(major: 6 | 7): void {
  delete globals[unversioned];
  delete globals[`V${major}_${unversioned}`];
}
