/** The codes of core, and room for those of plugins. All are thrown at definition or at start, never while recording. */
export type PromenadeErrorCode =
  | "PROMENADE_METRIC_INVALID"
  | "PROMENADE_METRIC_CONFLICT"
  | "PROMENADE_OPTION_INVALID"
  | "PROMENADE_OPTION_UNKNOWN"
  | "PROMENADE_PLUGIN_INVALID"
  | "PROMENADE_PLUGIN_DUPLICATE"
  | "PROMENADE_PORT_IN_USE"
  | "PROMENADE_SERVER_FAILED"
  | "PROMENADE_REGISTRY_INVALID"
  | "PROMENADE_DASHBOARD_INVALID"
  | "PROMENADE_SERVICE_MISSING"
  | (`PROMENADE_${string}` & {});

const marker: unique symbol = Symbol.for("promenade.error") as never;

/**
 * An error with a stable `code` and a message that says what happened and what to do next.
 *
 * Recognise it with {@link PromenadeError.isInstance}: it works across duplicate copies of this package,
 * where `instanceof` does not.
 */
export class PromenadeError extends Error {
  override readonly name = "PromenadeError";
  readonly code: PromenadeErrorCode;
  readonly [marker] = true;

  constructor(code: PromenadeErrorCode, message: string, options?: ErrorOptions) {
    super(`${message} [${code}]`, options);
    this.code = code;
  }

  static isInstance(value: unknown): value is PromenadeError {
    return typeof value === "object" && value !== null && marker in value;
  }
}
