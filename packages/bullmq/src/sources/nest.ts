import type { FlowProducerLike, Instances, QueueLike, WorkerLike } from "../instances.ts";

/** Nest's `ModulesContainer`, as far as it is needed here. */
interface Modules {
  values(): Iterable<{ readonly providers: ReadonlyMap<unknown, { readonly instance?: unknown }> }>;
}

/** A Nest application, or its `ModulesContainer`. */
export type NestApp = object;

/** The modules of an application; undefined when it is none. */
export function modulesOf(app: NestApp): Modules | undefined {
  const { container } = app as { container?: { getModules?: () => unknown } };
  const modules = container?.getModules?.() ?? app;
  return modules instanceof Map ? modules : undefined;
}

/** What `@nestjs/bullmq` has made in that application until now. */
export function instancesIn(modules: Modules): Instances {
  const queues: QueueLike[] = [];
  const workers: WorkerLike[] = [];
  const flowProducers: FlowProducerLike[] = [];
  for (const { providers } of modules.values())
    for (const [token, wrapper] of providers) {
      if (startsWith(token, "BullQueue_")) push(queues, wrapper.instance);
      else if (startsWith(token, "BullFlowProducer_")) push(flowProducers, wrapper.instance);
      else if (isProcessor(wrapper.instance)) push(workers, workerOf(wrapper.instance));
    }
  return { queues, workers, flowProducers };
}

/** The tokens of `getQueueToken()` and `getFlowProducerToken()`. */
function startsWith(token: unknown, prefix: string): boolean {
  return typeof token === "string" && token.startsWith(prefix);
}

/** A class with `@Processor()` extends `WorkerHost`. */
function isProcessor(instance: unknown): boolean {
  for (let one = instance; typeof one === "object" && one !== null;) {
    one = Object.getPrototypeOf(one) as unknown;
    if ((one as { constructor?: { name?: string } } | null)?.constructor?.name === "WorkerHost")
      return true;
  }
  return false;
}

function workerOf(host: unknown): unknown {
  try {
    return (host as { readonly worker: unknown }).worker;
  } catch {
    // It throws until the worker exists.
    return undefined;
  }
}

function push<T>(list: T[], instance: unknown): void {
  if (typeof instance === "object" && instance !== null && "opts" in instance)
    list.push(instance as T);
}
