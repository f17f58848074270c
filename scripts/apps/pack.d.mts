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

export declare function packPackages(
  names: readonly string[],
  target: string,
  run: RunProgram,
): Promise<readonly Tarball[]>;
