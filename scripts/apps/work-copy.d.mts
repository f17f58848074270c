import type { RunProgram, Tarball } from "./pack.mjs";

export declare function packFor(
  source: string,
  target: string,
  run: RunProgram,
): Promise<readonly Tarball[]>;
export declare function copyApp(
  source: string,
  directory: string,
  tarballs: readonly Tarball[],
): void;
export declare function installKey(source: string, tarballs: readonly Tarball[]): string;
