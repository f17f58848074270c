/** Bounds in seconds for calls to a broker, which take from a millisecond to the request time-out. */
export const quickBuckets: readonly number[] = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
];

/** Bounds in seconds for the work of handlers, which may well take minutes. */
export const workBuckets: readonly number[] = [
  0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300,
];

/** Bounds in seconds for ages: a live stream is far below a second, a backlog is hours old. */
export const ageBuckets: readonly number[] = [
  0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 3600, 21_600, 86_400,
];

/** Bounds for numbers of messages. */
export const batchBuckets: readonly number[] = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 5000];
