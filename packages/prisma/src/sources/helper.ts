import { observe } from "./observe.ts";
import type { SpanFacts, SpanKind } from "./span.ts";
import { sharedState } from "./state.ts";
import { verbOf } from "./verb.ts";

/**
 * The hook that Prisma Client 6 and 7 offer to vendors of observability: Prisma calls the helper that it finds on
 * `globalThis` for each thing that it does. Source: `@prisma/instrumentation-contract`.
 */
export interface TracingHelper {
  isEnabled(): boolean;
  getTraceParent(context?: unknown): string;
  getActiveContext(): unknown;
  dispatchEngineSpans(spans: unknown, events?: readonly unknown[], emit?: Emit): void;
  runInChildSpan(options: string | SpanOptions, callback: Callback): unknown;
}
type Emit = (event: unknown) => void;
/** Another helper calls it with its own span and context. */
type Callback = (...args: readonly unknown[]) => unknown;

interface SpanOptions {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, unknown>>;
}

/** Names of Prisma's spans. Others (`serialize`, `disconnect`) pass by. */
const kinds: Readonly<Record<string, SpanKind | undefined>> = {
  operation: "operation",
  db_query: "statement",
  transaction: "transaction",
  start_transaction: "begin",
  commit_transaction: "commit",
  rollback_transaction: "rollback",
  compile: "compile",
  connect: "connect",
};

/**
 * Our helper, in front of the one that Prisma would have found without us. Everything that Prisma can notice is the
 * other's answer or, with no other, the answer of Prisma's own default.
 */
export function helperInFrontOf(find: () => TracingHelper | undefined): TracingHelper {
  /** True while the other helper is asked: should that one have wrapped ours, it must not go round in circles. */
  let isAsking = false;
  const other = (): TracingHelper | undefined => (isAsking ? undefined : find());

  function ask<R>(question: () => R): R {
    isAsking = true;
    try {
      return question();
    } finally {
      isAsking = false;
    }
  }

  function isOtherEnabled(): boolean {
    const inner = other();
    return inner !== undefined && ask(() => inner.isEnabled());
  }

  return {
    /** Prisma asks before each SQL statement, and shows it to the helper only then. */
    isEnabled: () => isOtherEnabled() || sharedState().statementListeners > 0,
    /**
     * Prisma's default is a trace that is not sampled. It is the answer while only we are enabled, so that nothing is
     * added to any SQL or request on our account.
     */
    getTraceParent(context) {
      const inner = other();
      if (inner === undefined || !isOtherEnabled()) return "00-10-10-00";
      return ask(() => inner.getTraceParent(context));
    },
    getActiveContext() {
      const inner = other();
      return inner === undefined ? undefined : ask(() => inner.getActiveContext());
    },
    dispatchEngineSpans(spans, events, emit) {
      const inner = other();
      if (inner !== undefined) ask(() => inner.dispatchEngineSpans(spans, events, emit));
      else if (emit !== undefined) for (const event of events ?? []) emit(event);
    },
    runInChildSpan(options, callback) {
      if (isAsking) return callback();
      const inner = find();
      const kind = kindOf(typeof options === "string" ? options : options.name);
      // When only we are enabled, a statement is shown on our account alone: the other helper must not see it.
      const isPassedOn = inner !== undefined && (kind !== "statement" || isOtherEnabled());
      const work = isPassedOn
        ? () =>
            ask(() =>
              inner.runInChildSpan(options, (...args) => {
                isAsking = false;
                return callback(...args);
              }),
            )
        : callback;
      return kind === undefined ? work() : observe(factsOf(kind, options), work);
    },
  };
}

/** Prisma 6 shows statements without asking, so that nobody may want them here. */
function kindOf(name: string): SpanKind | undefined {
  const kind = kinds[name];
  return kind === "statement" && sharedState().statementListeners === 0 ? undefined : kind;
}

function factsOf(kind: SpanKind, options: string | SpanOptions): SpanFacts {
  const attributes = (typeof options === "string" ? undefined : options.attributes) ?? {};
  if (kind === "operation")
    return { kind, model: text(attributes["model"]), method: text(attributes["method"]) };
  if (kind !== "statement") return { kind };
  return {
    kind,
    system: text(attributes["db.system.name"]),
    verb: verbOf(text(attributes["db.query.text"])),
  };
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
