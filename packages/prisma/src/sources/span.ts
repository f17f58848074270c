import { channel, type Channel } from "@promenade/core";

/**
 * What one span is about.
 * - `operation`: one Prisma Client call, `User.findMany`.
 * - `statement`: one SQL statement, the wait for a connection included.
 * - `transaction`: one `$transaction` call; `begin`, `commit` and `rollback` are its steps.
 * - `compile`: one query plan that was not in Prisma's cache. `connect`: a client becomes ready.
 */
export type SpanKind =
  | "operation"
  | "statement"
  | "transaction"
  | "begin"
  | "commit"
  | "rollback"
  | "compile"
  | "connect";

/**
 * One thing that Prisma does. A source begins it and ends it, by `observe`, or by `beginSpan` and `endSpan`: that is all
 * that a source must do, whatever Prisma's version calls its hooks. The same object is published on {@link spanStart}
 * and on {@link spanEnd}. SQL text never enters it.
 */
export interface PrismaSpan {
  readonly kind: SpanKind;
  /** The span inside which this one runs. */
  readonly parent: PrismaSpan | undefined;
  /** Of an operation: the model, and the method without `$` (`findMany`, `queryRaw`); else empty. */
  readonly model: string;
  readonly method: string;
  /** Of a statement: OpenTelemetry's `db.system.name` (`postgresql`), and the first keyword of the SQL. */
  readonly system: string;
  readonly verb: string;
  /** `performance.now()` at its start. */
  readonly startedAt: number;
  /** Time that it took in seconds, once it ended. */
  seconds: number;
  isEnded: boolean;
  /** Time in seconds that it spent waiting for a connection, told by a watched pool. */
  waitSeconds: number;
  /** The pool of its connection, when it is watched. */
  pool: object | undefined;
  /** Statements that began inside it so far, those that steer a transaction aside. */
  statements: number;
  /** Rows returned or changed. */
  rows: number;
  /** Whether it ended in an error, and which. */
  hasFailed: boolean;
  error: unknown;
}

/** Every copy of this package publishes on the same channels, because Node owns them by name. */
export const spanStart: Channel<PrismaSpan> = channel("promenade:prisma:start");
/** Every span when it ends. SQL text is not part of it. */
export const spanEnd: Channel<PrismaSpan> = channel("promenade:prisma:end");

/** What a source knows when a span begins. */
export type SpanFacts = Pick<PrismaSpan, "kind"> &
  Partial<Pick<PrismaSpan, "model" | "method" | "system" | "verb">>;

/**
 * A span that begins now. All fields are set at once, so that every span has the same shape. One that ended is no
 * parent: work that a callback leaves behind would otherwise hold on to an ever longer chain.
 */
export function newSpan(facts: SpanFacts, around: PrismaSpan | undefined): PrismaSpan {
  return {
    kind: facts.kind,
    parent: around?.isEnded === true ? undefined : around,
    model: facts.model ?? "",
    method: facts.method ?? "",
    system: facts.system ?? "",
    verb: facts.verb ?? "",
    startedAt: performance.now(),
    seconds: 0,
    isEnded: false,
    waitSeconds: 0,
    // In a transaction it is the transaction that has the connection.
    pool: around?.pool,
    statements: 0,
    rows: 0,
    hasFailed: false,
    error: undefined,
  };
}

/** The innermost span of a kind that `span` runs inside. */
export function enclosing(span: PrismaSpan, kind: SpanKind): PrismaSpan | undefined {
  let { parent } = span;
  while (parent !== undefined && parent.kind !== kind) parent = parent.parent;
  return parent;
}
