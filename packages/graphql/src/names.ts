import { EarnedNames } from "@promenade/core";

/** Labels that no operation's name can be: GraphQL allows letters, digits and underscores. */
export const anonymous = "<anonymous>";
export const other = "<other>";
export const invalid = "<invalid>";
export const unknown = "<unknown>";

export interface NameLimits {
  /** Names that the server knows by itself. They always have series of their own. */
  readonly known: readonly string[];
  /** Names from clients that may have series of their own. */
  readonly most: number;
}

/** Bounds the names of operations, which clients choose. */
export class OperationNames {
  readonly #names: EarnedNames;

  constructor(limits: NameLimits) {
    this.#names = new EarnedNames(limits);
  }

  /** The label of an operation that is about to be recorded. */
  label(name: string | null | undefined): string {
    if (name === undefined || name === null || name === "") return anonymous;
    return this.#names.see(name) ? name : other;
  }

  /** The label, without counting: for what belongs to an operation that is recorded elsewhere. */
  peek(name: string | null | undefined): string {
    if (name === undefined || name === null || name === "") return anonymous;
    return this.#names.has(name) ? name : other;
  }
}
