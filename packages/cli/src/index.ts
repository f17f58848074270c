export { exitCodes, type ExitCode } from "./exit-codes.ts";
export { run } from "./program.ts";
