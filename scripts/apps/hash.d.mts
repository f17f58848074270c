export declare function hashOf(...parts: readonly (string | Uint8Array)[]): string;
export declare function hashOfFolder(directory: string): string;
