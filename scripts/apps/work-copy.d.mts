export interface Tarball {
  readonly name: string;
  readonly file: string;
  readonly hash: string;
}

export type RunProgram = (
  command: string,
  args: readonly string[],
  options: { readonly cwd: string },
) => Promise<string>;

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
