import {
  fieldOf,
  fragmentsOf,
  namedType,
  rootType,
  type Definition,
  type Document,
  type Schema,
  type Selection,
  type SelectionSet,
  type Type,
} from "./language.ts";

/** What one operation of a document asks for. */
export interface OperationFacts {
  /** How deep its fields are nested, fragments followed. */
  readonly depth: number;
  /** How many fields it selects, each fragment counted wherever it is spread. */
  readonly fields: number;
  /** Coordinates of deprecated fields (`User.name`) and arguments (`Query.users(first:)`). */
  readonly deprecated: readonly string[];
}

/** Selections looked at in one document: a larger one is measured in part. */
const selectionLimit = 20_000;
/** Nesting that is followed; the widest bucket is far below. */
const levelLimit = 200;
/** A bomb of fragments has more fields than a number can count. */
const fieldLimit = 1e9;
const nothing = { depth: 0, fields: 0 };

interface Size {
  readonly depth: number;
  readonly fields: number;
}

/** Servers keep their documents, so each is measured once. */
const known = new WeakMap<
  Definition,
  { readonly schema: Schema; readonly facts: OperationFacts }
>();

export function factsOf(schema: Schema, document: Document, operation: Definition): OperationFacts {
  const before = known.get(operation);
  if (before?.schema === schema) return before.facts;
  const survey = new Survey(schema, document);
  const size = survey.measure(operation.selectionSet, rootType(schema, operation.operation), 0);
  const facts = { ...size, deprecated: [...survey.deprecated] };
  known.set(operation, { schema, facts });
  return facts;
}

/** Walks each selection of a document once, whatever the fragments multiply it by. */
class Survey {
  readonly deprecated = new Set<string>();
  readonly #schema: Schema;
  readonly #fragments: ReadonlyMap<string, Definition>;
  readonly #sizes = new Map<string, Size>();
  #left = selectionLimit;

  constructor(schema: Schema, document: Document) {
    this.#schema = schema;
    this.#fragments = fragmentsOf(document);
  }

  measure(set: SelectionSet | undefined, parent: Type | undefined, level: number): Size {
    let depth = 0;
    let fields = 0;
    if (level > levelLimit) return nothing;
    for (const selection of set?.selections ?? []) {
      if (this.#left <= 0) break;
      this.#left -= 1;
      const size = this.#sizeOf(selection, parent, level + 1);
      depth = Math.max(depth, size.depth);
      fields = Math.min(fields + size.fields, fieldLimit);
    }
    return { depth, fields };
  }

  #sizeOf(selection: Selection, parent: Type | undefined, level: number): Size {
    const { kind, name, typeCondition, selectionSet } = selection;
    if (kind === "InlineFragment")
      return this.measure(selectionSet, this.#conditioned(typeCondition, parent), level);
    if (kind === "FragmentSpread") return this.#fragment(name?.value ?? "", level);
    const field = fieldOf(parent, name?.value ?? "");
    this.#noteDeprecated(selection, parent);
    const inner = this.measure(selectionSet, namedType(field?.type), level);
    return { depth: inner.depth + 1, fields: inner.fields + 1 };
  }

  #fragment(name: string, level: number): Size {
    const size = this.#sizes.get(name);
    if (size !== undefined) return size;
    const fragment = this.#fragments.get(name);
    if (fragment === undefined) return nothing;
    // Ends a cycle, should a server execute what it has not validated.
    this.#sizes.set(name, nothing);
    const type = this.#conditioned(fragment.typeCondition, undefined);
    const measured = this.measure(fragment.selectionSet, type, level);
    this.#sizes.set(name, measured);
    return measured;
  }

  #conditioned(condition: Selection["typeCondition"], otherwise: Type | undefined) {
    if (condition === undefined) return otherwise;
    return this.#schema.getType(condition.name.value) ?? undefined;
  }

  #noteDeprecated(selection: Selection, parent: Type | undefined): void {
    const field = fieldOf(parent, selection.name?.value ?? "");
    if (field === undefined) return;
    const coordinate = `${parent?.name ?? ""}.${field.name}`;
    if (isDeprecated(field)) this.deprecated.add(coordinate);
    for (const { name } of selection.arguments ?? []) {
      const argument = field.args?.find((one) => one.name === name.value);
      if (argument !== undefined && isDeprecated(argument))
        this.deprecated.add(`${coordinate}(${argument.name}:)`);
    }
  }
}

function isDeprecated({ deprecationReason }: { readonly deprecationReason?: unknown }): boolean {
  return deprecationReason !== undefined && deprecationReason !== null;
}
