import { helperInFrontOf, type TracingHelper } from "./helper.ts";
import { sharedState } from "./state.ts";

interface InstrumentationGlobal {
  readonly helper?: TracingHelper;
}

/** One of Prisma's globals: what we put there, and what somebody else puts there before or after us. */
export interface InstrumentationSlot {
  readonly ours: InstrumentationGlobal;
  theirs: InstrumentationGlobal | undefined;
}

/** A client of major N looks at `VN_…` first, then at the name without a version. */
const unversioned = "PRISMA_INSTRUMENTATION";
const names = [unversioned, `V6_${unversioned}`, `V7_${unversioned}`, `V8_${unversioned}`] as const;

const holder = globalThis as Record<string, unknown>;

/**
 * Starts to observe every Prisma client of this process, also those made before. Returns an undo.
 * With `statements: false`, Prisma is not asked to show SQL statements on this listener's account.
 */
export function attachTracingHelper(options: { readonly statements: boolean }): () => void {
  const state = sharedState();
  const statements = options.statements ? 1 : 0;
  state.listeners += 1;
  state.statementListeners += statements;
  keepTracingHelper();
  let isAttached = true;
  return () => {
    if (!isAttached) return;
    isAttached = false;
    state.listeners -= 1;
    state.statementListeners -= statements;
    if (state.listeners === 0) for (const name of names) remove(name);
  };
}

/**
 * Puts our helper in its place where it is missing. Whoever takes over a global later becomes our inner helper through
 * the setter; only a `delete`, as OpenTelemetry's `disable()` does it, makes this necessary.
 */
export function keepTracingHelper(): void {
  if (sharedState().listeners > 0) for (const name of names) install(name);
}

function install(name: string): void {
  const { slots } = sharedState();
  const slot = slots.get(name) ?? newSlot(name);
  const found = Object.getOwnPropertyDescriptor(holder, name);
  if (found?.get?.() === slot.ours) return;
  // What its owner has frozen is not ours to replace.
  if (found?.configurable === false) return;
  slots.set(name, slot);
  take(slot, holder[name]);
  Object.defineProperty(holder, name, {
    configurable: true,
    enumerable: true,
    get: () => slot.ours,
    set: (value: unknown) => {
      take(slot, value);
    },
  });
}

function remove(name: string): void {
  const { slots } = sharedState();
  const slot = slots.get(name);
  if (slot === undefined) return;
  slots.delete(name);
  if (Object.getOwnPropertyDescriptor(holder, name)?.get?.() !== slot.ours) return;
  delete holder[name];
  if (slot.theirs !== undefined) holder[name] = slot.theirs;
}

/** Somebody may copy what they read from one global to another; that is no helper of theirs. */
function take(slot: InstrumentationSlot, value: unknown): void {
  const theirs = value as InstrumentationGlobal | undefined;
  const own = [...sharedState().slots.values()].map(({ ours }) => ours.helper);
  if (theirs?.helper === undefined || !own.includes(theirs.helper)) slot.theirs = theirs;
}

function newSlot(name: string): InstrumentationSlot {
  const { slots } = sharedState();
  const inner = (): TracingHelper | undefined =>
    slots.get(name)?.theirs?.helper ?? slots.get(unversioned)?.theirs?.helper;
  return { ours: { helper: helperInFrontOf(inner) }, theirs: undefined };
}
