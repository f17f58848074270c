/**
 * Applies decorators as a TypeScript compiler would, so that tests of a framework that lives by them (NestJS) need no
 * compiler flag: `decorate(Orders, { class: [Controller("orders")], methods: { list: [Get()] } })`.
 */
export function decorate(
  target: { readonly prototype: object },
  decorators: {
    readonly class?: readonly ClassDecorator[];
    readonly methods?: Readonly<Record<string, readonly MethodDecorator[]>>;
    readonly parameters?: readonly (readonly [
      method: string | undefined,
      index: number,
      ParameterDecorator,
    ])[];
  },
): void {
  for (const [key, list] of Object.entries(decorators.methods ?? {})) {
    for (const decorator of list) {
      const descriptor = Object.getOwnPropertyDescriptor(target.prototype, key);
      if (descriptor === undefined) throw new Error(`No method ${key}`);
      decorator(target.prototype, key, descriptor);
    }
  }
  for (const [method, index, decorator] of decorators.parameters ?? [])
    decorator(method === undefined ? target : target.prototype, method, index);
  for (const decorator of decorators.class ?? []) decorator(target as never);
}
