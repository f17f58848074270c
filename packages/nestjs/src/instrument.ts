import { publishCall, type CallKind } from "./calls.ts";

type Handler = (...args: unknown[]) => unknown;

/** Metadata keys of Nest's packages, by what a handler with them serves. */
const keys = {
  rpc: { marker: "microservices:handler_type", name: "microservices:pattern" },
  websocket: { marker: "websockets:message_mapping", name: "message" },
  cron: { marker: "SCHEDULER_TYPE", name: "SCHEDULER_NAME" },
} as const;

/** What reflect-metadata, which every Nest application loads, adds to `Reflect`. */
interface ReflectMetadata {
  getMetadata?(key: unknown, target: object): unknown;
  getMetadataKeys(target: object): readonly unknown[];
  defineMetadata(key: unknown, value: unknown, target: object): void;
}
const reflect = Reflect as unknown as ReflectMetadata;

/**
 * For `NestFactory.create(AppModule, { instrument })`: Nest's official slot for instrumentation. Handlers of
 * microservices, WebSocket gateways and `@nestjs/schedule` jobs then tell when they run; everything else stays as it is.
 */
export const instrument: { readonly instanceDecorator: (instance: unknown) => unknown } = {
  instanceDecorator: (instance) => {
    if (typeof instance === "object" && instance !== null) instrumentHandlers(instance);
    return instance;
  },
};

/** One per class: request-scoped controllers are made anew for every message. `null`: nothing to instrument. */
const betweens = new WeakMap<object, object | null>();

/**
 * Puts the instrumented handlers into a prototype between the instance and its class: gateways are explored on the
 * prototype, controllers and jobs on the instance, and the class itself belongs to the app.
 */
function instrumentHandlers(instance: object): void {
  const prototype = Object.getPrototypeOf(instance) as object | null;
  if (reflect.getMetadata === undefined || prototype === null || prototype === Object.prototype)
    return;
  let between = betweens.get(prototype);
  if (between === undefined) betweens.set(prototype, (between = makeBetween(prototype)));
  if (between !== null) Object.setPrototypeOf(instance, between);
}

function makeBetween(prototype: object): object | null {
  const handlers = handlersOf(prototype);
  if (handlers.length === 0) return null;
  const between = Object.create(prototype) as object;
  for (const found of handlers)
    Object.defineProperty(between, found.key, {
      value: wrap(found),
      writable: true,
      configurable: true,
    });
  // What is made from an instrumented instance is not instrumented twice.
  betweens.set(between, null);
  return between;
}

interface FoundHandler {
  readonly key: string;
  readonly handler: Handler;
  readonly kind: CallKind;
  readonly name: string;
}

function handlersOf(prototype: object): readonly FoundHandler[] {
  const found = new Map<string, FoundHandler>();
  let level: object | null = prototype;
  while (level !== null && level !== Object.prototype) {
    for (const [key, { value }] of Object.entries(Object.getOwnPropertyDescriptors(level))) {
      if (typeof value !== "function" || key === "constructor" || found.has(key)) continue;
      const kind = kindOf(value as Handler);
      if (kind === undefined) continue;
      const handler = value as Handler;
      found.set(key, { key, handler, kind, name: nameOf(prototype, key, handler, kind) });
    }
    level = Object.getPrototypeOf(level) as object | null;
  }
  return [...found.values()];
}

function kindOf(handler: Handler): CallKind | undefined {
  return (Object.keys(keys) as CallKind[]).find(
    (kind) => reflect.getMetadata?.(keys[kind].marker, handler) !== undefined,
  );
}

/** The pattern of a message, the name of a job, or `Class.method` where there is none. */
function nameOf(prototype: object, key: string, handler: Handler, kind: CallKind): string {
  const named = reflect.getMetadata?.(keys[kind].name, handler);
  const [first] = Array.isArray(named) ? (named as readonly unknown[]) : [named];
  const text = patternText(first);
  return text === "" ? `${prototype.constructor.name}.${key}` : text;
}

/** A pattern as Nest shows it: text as it is, an object as JSON. */
export function patternText(pattern: unknown): string {
  if (typeof pattern === "string") return pattern;
  return pattern === undefined || pattern === null ? "" : JSON.stringify(pattern);
}

function wrap({ handler, kind, name }: FoundHandler): Handler {
  const wrapped: Handler = function wrapped(this: object, ...args) {
    const call = { kind, name, instance: this, handler: wrapped };
    return publishCall(call, () => handler.apply(this, args));
  };
  for (const property of ["name", "length"] as const)
    Object.defineProperty(wrapped, property, { value: handler[property], configurable: true });
  // Guards, pipes and interceptors of the handler are found by its metadata.
  for (const key of reflect.getMetadataKeys(handler))
    reflect.defineMetadata(key, reflect.getMetadata?.(key, handler), wrapped);
  return wrapped;
}
