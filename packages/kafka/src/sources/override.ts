type Method = (this: unknown, ...args: readonly unknown[]) => unknown;

/** Makes the replacement of a method; it must call `original` with the same `this`. */
export type Replacement = (original: Method) => Method;

/**
 * Replaces methods of one object, whose class stays as it is. Methods that it does not have are passed over. Returns an
 * undo, after which the object is as before, or passes calls through where somebody else has wrapped ours since.
 */
export function override(
  target: object,
  replacements: Readonly<Record<string, Replacement>>,
): () => void {
  const undo = Object.entries(replacements).map(([name, make]) => overrideOne(target, name, make));
  return () => {
    for (const one of undo) one();
  };
}

function overrideOne(target: object, name: string, make: Replacement): () => void {
  const own = Object.getOwnPropertyDescriptor(target, name);
  const holder = target as Record<string, unknown>;
  const original = holder[name];
  if (typeof original !== "function" || !isChangeable(target, own)) return () => undefined;
  const replaced = make(original as Method);
  let isActive = true;
  const method = function pass(this: unknown, ...args: readonly unknown[]): unknown {
    return Reflect.apply(isActive ? replaced : (original as Method), this, args);
  };
  holder[name] = method;
  return () => {
    isActive = false;
    if (holder[name] !== method) return;
    if (own === undefined) delete holder[name];
    else Object.defineProperty(target, name, own);
  };
}

function isChangeable(target: object, own: PropertyDescriptor | undefined): boolean {
  return own === undefined ? Object.isExtensible(target) : own.writable === true;
}
