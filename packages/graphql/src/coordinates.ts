import {
  fieldOf,
  fragmentsOf,
  namedType,
  rootType,
  type Definition,
  type Document,
  type Schema,
  type SelectionSet,
  type Type,
} from "./language.ts";

/** Selections compared for one error. */
const selectionLimit = 5000;

/** Gives the schema coordinate (`User.orders`) of a response path, whose aliases and indices are the client's. */
export type Locate = (path: readonly (string | number)[]) => string | undefined;

/** Follows response paths of one operation to the fields of the schema. */
export function locator(schema: Schema, document: Document, operation: Definition): Locate {
  const fragments = fragmentsOf(document);
  let left = 0;

  /** The first field that answers under a key, in the order of the document. */
  function find(
    set: SelectionSet | undefined,
    parent: Type | undefined,
    key: string,
    seen: ReadonlySet<string>,
  ):
    | {
        readonly parent: Type | undefined;
        readonly name: string;
        readonly set?: SelectionSet | undefined;
      }
    | undefined {
    for (const { kind, name, alias, typeCondition, selectionSet } of set?.selections ?? []) {
      left -= 1;
      if (left < 0) return undefined;
      if (kind === "Field") {
        if ((alias ?? name)?.value === key)
          return { parent, name: name?.value ?? "", set: selectionSet };
        continue;
      }
      const spread = kind === "FragmentSpread" ? (name?.value ?? "") : undefined;
      if (spread !== undefined && seen.has(spread)) continue;
      const fragment = spread === undefined ? undefined : fragments.get(spread);
      const condition = fragment === undefined ? typeCondition : fragment.typeCondition;
      const found = find(
        fragment === undefined ? selectionSet : fragment.selectionSet,
        condition === undefined ? parent : (schema.getType(condition.name.value) ?? undefined),
        key,
        spread === undefined ? seen : new Set([...seen, spread]),
      );
      if (found !== undefined) return found;
    }
    return undefined;
  }

  return (path) => {
    left = selectionLimit;
    let set = operation.selectionSet;
    let type = rootType(schema, operation.operation);
    let coordinate: string | undefined;
    for (const key of path) {
      // Mercurius gives indices as text; a field's name never begins with a digit.
      if (typeof key === "number" || /^\d/.test(key)) continue;
      const found = find(set, type, key, new Set());
      const field = found === undefined ? undefined : fieldOf(found.parent, found.name);
      if (found === undefined || field === undefined) return coordinate;
      coordinate = `${found.parent?.name ?? ""}.${field.name}`;
      ({ set } = found);
      type = namedType(field.type);
    }
    return coordinate;
  };
}
