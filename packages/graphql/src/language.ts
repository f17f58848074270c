/**
 * What is read of documents, schemas and errors. Structural, because an app may hold several copies and versions of
 * `graphql`, and because this package never loads one.
 */
export interface Name {
  readonly value: string;
}

/** A field, a fragment spread or an inline fragment. */
export interface Selection {
  readonly kind: string;
  readonly name?: Name | undefined;
  readonly alias?: Name | undefined;
  readonly arguments?: readonly { readonly name: Name }[] | undefined;
  readonly typeCondition?: { readonly name: Name } | undefined;
  readonly selectionSet?: SelectionSet | undefined;
}

export interface SelectionSet {
  readonly selections: readonly Selection[];
}

/** An operation, a fragment, or what else a document may hold. */
export interface Definition {
  readonly kind: string;
  readonly operation?: string | undefined;
  readonly name?: Name | undefined;
  readonly typeCondition?: { readonly name: Name } | undefined;
  readonly selectionSet?: SelectionSet | undefined;
}

export interface Document {
  readonly definitions: readonly Definition[];
}

export interface Argument {
  readonly name: string;
  readonly deprecationReason?: string | null | undefined;
}

export interface Field {
  readonly name: string;
  readonly type: Type;
  readonly args?: readonly Argument[] | undefined;
  readonly deprecationReason?: string | null | undefined;
}

/** A named type, or a list or non-null wrapper around one. */
export interface Type {
  readonly name?: string | undefined;
  readonly ofType?: unknown;
  getFields?(): Readonly<Record<string, unknown>>;
}

export interface Schema {
  getQueryType(): Type | null | undefined;
  getMutationType(): Type | null | undefined;
  getSubscriptionType(): Type | null | undefined;
  getType(name: string): Type | null | undefined;
  getTypeMap(): Readonly<Record<string, Type>>;
}

/** A GraphQLError, or what an app or a server made of one. */
export interface ErrorLike {
  readonly message?: string | undefined;
  readonly path?: readonly (string | number)[] | undefined;
  readonly nodes?: readonly { readonly kind: string }[] | undefined;
  readonly extensions?: { readonly [key: string]: unknown } | undefined;
}

/** The fields of a type; undefined where it has none. */
export function fieldOf(type: Type | undefined, name: string): Field | undefined {
  const fields = type?.getFields?.();
  return fields !== undefined && Object.hasOwn(fields, name) ? (fields[name] as Field) : undefined;
}

/** The type inside of lists and non-nulls. */
export function namedType(type: Type | undefined): Type | undefined {
  let named = type;
  while (named?.ofType !== undefined) named = named.ofType as Type;
  return named;
}

export function rootType(schema: Schema, operation: string | undefined): Type | undefined {
  if (operation === "query") return schema.getQueryType() ?? undefined;
  if (operation === "mutation") return schema.getMutationType() ?? undefined;
  return schema.getSubscriptionType() ?? undefined;
}

/** The operation that a server executes; undefined where the name fits none, or none is named and there are several. */
export function operationOf(
  document: Document,
  name: string | null | undefined,
): Definition | undefined {
  const operations = document.definitions.filter(({ kind }) => kind === "OperationDefinition");
  if (name === undefined || name === null || name === "")
    return operations.length === 1 ? operations[0] : undefined;
  return operations.find((one) => one.name?.value === name);
}

export function fragmentsOf(document: Document): ReadonlyMap<string, Definition> {
  const fragments = document.definitions.filter(({ kind }) => kind === "FragmentDefinition");
  return new Map(fragments.map((fragment) => [fragment.name?.value ?? "", fragment]));
}
