/** What the process ends with. */
export const exitCodes = {
  /** Everything is as it should be. */
  ok: 0,
  /** The command did its work and found or met a problem. */
  problem: 1,
  /** The command could not do its work: wrong usage, a set-up that does not load. */
  unable: 2,
  /** Ended by Ctrl+C, as shells count it. */
  interrupted: 130,
} as const;

/** One of {@link exitCodes}. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
