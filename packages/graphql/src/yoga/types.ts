/** The hooks of Envelop and Yoga that this plugin uses. */
export interface PromenadeEnvelopPlugin {
  readonly instrumentation: {
    /** Never there: without it, this type would share nothing with Envelop's, which does not know `operation`. */
    readonly init?: never;
    operation(
      payload: { readonly context: object },
      wrapped: () => Promise<void> | void,
    ): Promise<void> | void;
  };
  onRequestParse(): {
    onRequestParseDone(payload: { readonly requestParserResult: unknown }): void;
  };
  onParams(payload: {
    readonly params: {
      readonly query?: unknown;
      readonly operationName?: unknown;
      readonly extensions?: unknown;
    };
    readonly context: object;
  }): void;
  onParse(payload: {
    readonly context: object;
    readonly params: { readonly source: unknown };
  }): (payload: { readonly result: unknown }) => void;
  onValidate(payload: {
    readonly context: object;
    readonly params: { readonly documentAST: unknown };
  }): (payload: { readonly valid: boolean; readonly result: readonly unknown[] }) => void;
  onExecute(payload: ExecutePayload): {
    onExecuteDone(payload: { readonly result: unknown }): { onEnd(): void } | undefined;
  };
  onSubscribe(payload: { readonly context: object; readonly args: unknown }): {
    onSubscribeResult(payload: {
      readonly result: unknown;
      readonly setResult: (result: never) => void;
    }): void;
  };
  onExecutionResult(payload: { readonly context: object; readonly result: unknown }): void;
}

interface ExecutePayload {
  readonly context: object;
  readonly args: unknown;
  readonly executeFn: (args: never) => unknown;
  readonly setExecuteFn: (execute: never) => void;
}
