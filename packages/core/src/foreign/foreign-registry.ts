/**
 * A registry of another library, as far as Promenade looks at it: prom-client 15, `@prometheus-io/client`,
 * `@platformatic/prom-client` and whatever has the same method.
 */
export interface ForeignRegistry {
  /** Gives, now or later, a list of `{ name, help, type, values: [{ value, labels, metricName, exemplar }] }`. */
  getMetricsAsJSON(): unknown;
}

/** What is read of a foreign registry to name its counters as it names them itself. */
export interface ForeignNames {
  readonly contentType?: unknown;
  getSingleMetric?(name: string): unknown;
}

/** One value as the foreign libraries report it. Nothing about it is certain. */
export interface ForeignValue {
  readonly value?: unknown;
  readonly labels?: Readonly<Record<string, unknown>>;
  readonly metricName?: unknown;
  readonly exemplar?: ForeignExemplar | null;
}

export interface ForeignExemplar {
  readonly labelSet?: Readonly<Record<string, unknown>>;
  readonly value?: unknown;
  readonly timestamp?: unknown;
}

export const foreignTypes = ["counter", "gauge", "histogram", "summary", "untyped"] as const;
export type ForeignType = (typeof foreignTypes)[number];

/** A metric of a foreign registry that may be shown. */
export interface ForeignFamily {
  /** How errors name the registry. */
  readonly source: string;
  /** The name that its samples carry in every format. */
  readonly name: string;
  /** The name that the foreign library put into its values. */
  readonly reportedName: string;
  readonly help: string;
  readonly type: ForeignType;
  readonly values: readonly ForeignValue[];
}

/** Endings that a type's samples add to the name of the family. */
export const sampleSuffixes: Readonly<Record<ForeignType, readonly string[]>> = {
  counter: [""],
  gauge: [""],
  untyped: [""],
  histogram: ["_bucket", "_sum", "_count"],
  summary: ["", "_sum", "_count"],
};

/** Marks what {@link ../foreign/expose-to.ts} put into a foreign registry, with the registry that it came from. */
export const bridgeKey: unique symbol = Symbol.for("promenade.bridge.1") as never;
