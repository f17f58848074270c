/**
 * An object that is `target` in all but some members. Methods run on `target` itself, because a class with private
 * fields refuses any other `this`; the target is not changed.
 */
export function delegate<T extends object>(target: T, members: object): T {
  const made = Object.create(target) as T;
  for (let level: object | null = target; level !== null && level !== Object.prototype;) {
    for (const key of Reflect.ownKeys(level)) {
      if (key !== "constructor" && !Object.hasOwn(made, key)) forward(made, target, level, key);
    }
    level = Object.getPrototypeOf(level) as object | null;
  }
  return Object.defineProperties(made, Object.getOwnPropertyDescriptors(members));
}

function forward(made: object, target: object, level: object, key: string | symbol): void {
  const found = Object.getOwnPropertyDescriptor(level, key);
  const value: unknown = found?.value;
  if (typeof value === "function") {
    Object.defineProperty(made, key, {
      configurable: true,
      writable: true,
      value: value.bind(target) as unknown,
    });
  } else if (found !== undefined) {
    // Read through, so that a field that changes later is seen.
    Object.defineProperty(made, key, {
      configurable: true,
      enumerable: found.enumerable ?? false,
      get: () => Reflect.get(target, key) as unknown,
      set: (next: unknown) => {
        Reflect.set(target, key, next);
      },
    });
  }
}
