/**
 * Blocks that nothing runs, each with the reason: `page: language id`. Whatever is not named here is run, so an entry
 * needs a better reason than that a test is missing.
 */
export const notRun: Readonly<Record<string, string>> = {};
