import type { ObservableLike } from "./host.ts";

/** Whether a value is an Observable of any copy of rxjs. */
export function isObservable(value: unknown): value is ObservableLike {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof (value as Partial<ObservableLike>).subscribe === "function" &&
    typeof (value as { readonly pipe?: unknown }).pipe === "function"
  );
}

/** Absent when it went well; an object, because anything can be thrown, even `undefined`. */
export interface Failure {
  readonly error: unknown;
}

export interface Watch {
  /** Runs the subscription, in an async context perhaps. */
  readonly run: <R>(subscribe: () => R) => R;
  /** Once per subscription: completed, failed, or given up by the subscriber. */
  readonly settled: (failure?: Failure) => void;
}

type ObservableClass = new (
  subscribe: (observer: Parameters<ObservableLike["subscribe"]>[0]) => () => void,
) => ObservableLike;

/** The same Observable, made by the class of the app's own rxjs, that tells when a subscription ends. */
export function watchObservable(source: ObservableLike, watch: () => Watch): ObservableLike {
  const Observable = baseClassOf(source);
  return new Observable((observer) => {
    const { run, settled } = watch();
    const once = onlyOnce(settled);
    const subscription = run(() =>
      source.subscribe({
        next: (value) => observer.next(value),
        error: (error) => {
          once({ error });
          observer.error(error);
        },
        complete: () => {
          once();
          observer.complete();
        },
      }),
    );
    return () => {
      subscription.unsubscribe();
      once();
    };
  });
}

/** Subjects and their like have constructors of their own; the class that they all come from is Observable. */
function baseClassOf(source: ObservableLike): ObservableClass {
  let prototype = Object.getPrototypeOf(source) as object;
  for (;;) {
    const parent = Object.getPrototypeOf(prototype) as object | null;
    if (parent === null || parent === Object.prototype) break;
    prototype = parent;
  }
  return prototype.constructor as ObservableClass;
}

function onlyOnce(settled: Watch["settled"]): Watch["settled"] {
  let isDone = false;
  return (failure) => {
    if (isDone) return;
    isDone = true;
    settled(failure);
  };
}
