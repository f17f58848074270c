import type { PluginContext, Scope } from "@promenade/core";
import { locator } from "./coordinates.ts";
import { factsOf } from "./document.ts";
import type { Execution, Operation, OperationResult, FailedIn } from "./events.ts";
import { badInput, codeOf, isVariableError, noOperation } from "./failures.ts";
import { operationOf, type Definition, type ErrorLike } from "./language.ts";
import type { GraphqlMetrics } from "./metrics.ts";
import { invalid, unknown, type OperationNames } from "./names.ts";

/** Errors of one result that are followed to their field; a flood of aliases has thousands. */
const locatedLimit = 20;

/** Turns operations into records. Every source of operations shares one. */
export interface OperationRecorder {
  readonly begin: (operation: Operation) => void;
  readonly end: (operation: Operation) => void;
  /** The unit of work of an execution, made when it is new. */
  readonly scopeOf: (execution: Execution) => Scope | undefined;
  readonly closeScope: (execution: Execution) => void;
  readonly recordErrors: (
    execution: Execution,
    phase: FailedIn,
    errors: readonly ErrorLike[],
  ) => void;
}

export function operationRecorder(
  context: PluginContext<GraphqlMetrics>,
  names: OperationNames,
): OperationRecorder {
  const { metrics, scopes } = context;
  /** Oldest first. */
  const active = new Set<Operation>();
  const opened = new WeakMap<Execution, Scope>();
  const needsFacts = (["operationDepth", "operationFields", "deprecatedFields"] as const).some(
    (key) => context.isEnabled(key),
  );

  context.poll({
    name: "operations",
    metrics: ["operationsInFlight", "oldestOperation"],
    collect(record) {
      const [oldest] = active;
      record.set("operationsInFlight", active.size);
      record.set(
        "oldestOperation",
        oldest === undefined ? 0 : (performance.now() - oldest.startedAt) / 1000,
      );
    },
  });

  function recordFacts(operation: Operation, definition: Definition): void {
    const { schema, document } = operation;
    if (!needsFacts || schema === undefined || document === undefined) return;
    const type = { graphql_operation_type: definition.operation ?? unknown };
    const facts = factsOf(schema, document, definition);
    metrics.operationDepth.observe(type, facts.depth);
    metrics.operationFields.observe(type, facts.fields);
    for (const field of facts.deprecated) metrics.deprecatedFields.inc({ field });
  }

  function recordErrors(
    execution: Execution,
    phase: FailedIn,
    errors: readonly ErrorLike[],
    code?: string,
  ): void {
    if (!context.isEnabled("errors")) return;
    const { schema, document } = execution;
    const definition = phase === "execute" ? definitionOf(execution) : undefined;
    const counts = new Map<string, { code: string; field: string; count: number }>();
    const located = new Map<string, string>();
    const locate =
      schema === undefined || document === undefined || definition === undefined
        ? undefined
        : locator(schema, document, definition);
    for (const error of errors) {
      const path = phase === "execute" ? (error.path ?? []) : [];
      const key = path.filter((part) => typeof part === "string" && !/^\d/.test(part)).join(".");
      let field = located.get(key);
      if (field === undefined && located.size < locatedLimit)
        located.set(key, (field = key === "" ? "" : (locate?.(path) ?? "")));
      const labels = { code: code ?? codeOf(error, phase), field: field ?? "" };
      const counted = counts.get(`${labels.code} ${labels.field}`);
      if (counted === undefined)
        counts.set(`${labels.code} ${labels.field}`, { ...labels, count: 1 });
      else counted.count += 1;
    }
    for (const { count, ...labels } of counts.values())
      metrics.errors.inc({ phase, ...labels }, count);
  }

  function closeScope(execution: Execution, name?: string): void {
    const scope = opened.get(execution);
    if (scope === undefined) return;
    opened.delete(execution);
    const definition = definitionOf(execution);
    scope.name = name ?? (definition === undefined ? invalid : names.peek(definition.name?.value));
    scopes.end(scope);
  }

  return {
    begin(operation) {
      if (typeof operation.startedAt === "number") active.add(operation);
    },
    end(operation) {
      active.delete(operation);
      const { result, startedAt } = operation;
      if (result === undefined) return closeScope(operation);
      const verdict = judge(operation, result);
      const { phase, definition, outcome } = verdict;
      const name = nameOf(verdict, names);
      const graphql_operation_type = definition?.operation ?? unknown;
      metrics.operationDuration.observe(
        { graphql_operation_name: name, graphql_operation_type, outcome },
        (performance.now() - startedAt) / 1000,
      );
      if (result.errors.length > 0) recordErrors(operation, phase, result.errors, verdict.code);
      if (definition !== undefined && phase === "execute") recordFacts(operation, definition);
      return closeScope(operation, name);
    },
    scopeOf(execution) {
      if (!scopes.isConsumed) return undefined;
      let scope = opened.get(execution);
      if (scope === undefined) opened.set(execution, (scope = scopes.open("graphql")));
      return scope;
    },
    closeScope: (execution) => closeScope(execution),
    recordErrors,
  };
}

/** What became of an operation. */
interface Verdict {
  readonly phase: FailedIn;
  /** For all errors, where the phase says it. */
  readonly code: string | undefined;
  /** Absent where the document is not known to be valid, or has no such operation. */
  readonly definition: Definition | undefined;
  readonly outcome: "ok" | "partial" | "error" | "invalid";
}

/** Makes the same of what each server tells in its own way. */
function judge(operation: Operation, { phase, errors, hasData }: OperationResult): Verdict {
  const isReadable = phase !== "parse" && phase !== "validate";
  const definition = isReadable ? definitionOf(operation) : undefined;
  if (errors.length === 0) return { phase, code: undefined, definition, outcome: "ok" };
  if (phase === "context") return { phase, code: undefined, definition, outcome: "error" };
  if (phase !== "execute" && !(phase === "request" && errors.every(isVariableError)))
    return { phase, code: undefined, definition, outcome: "invalid" };
  if (!hasData && errors.every(isVariableError))
    return { phase: "request", code: badInput, definition, outcome: "invalid" };
  if (!hasData && definition === undefined)
    return { phase: "request", code: noOperation, definition, outcome: "invalid" };
  return { phase, code: undefined, definition, outcome: hasData ? "partial" : "error" };
}

function nameOf({ phase, definition, outcome }: Verdict, names: OperationNames): string {
  if (definition !== undefined) return names.label(definition.name?.value);
  return phase === "context" || outcome === "ok" ? unknown : invalid;
}

function definitionOf({ document, operationName }: Execution): Definition | undefined {
  return document === undefined ? undefined : operationOf(document, operationName);
}
