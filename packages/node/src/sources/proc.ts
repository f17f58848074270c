import { readFileSync, statSync } from "node:fs";

/**
 * Reads of Linux's `/proc`. They answer from the kernel's memory in microseconds, so they are synchronous: a turn of
 * libuv's pool costs more. Each gives undefined where the system does not have it; an absent value beats a false 0.
 */
const self = "/proc/self";
const isLinux = process.platform === "linux";

/** A value in `/proc/self/status` that is given in kB, in bytes: `VmSize`, `VmData`. */
export function statusBytes(...keys: readonly string[]): readonly (number | undefined)[] {
  const status = readProc("status");
  return keys.map((key) => {
    const value = new RegExp(`^${key}:\\s+(\\d+) kB$`, "m").exec(status ?? "")?.[1];
    return value === undefined ? undefined : Number(value) * 1024;
  });
}

/** Threads: a directory has two links more than it has directories in it. */
export function threadCount(): number | undefined {
  const links = statProc("task")?.nlink;
  return links === undefined || links < 3 ? undefined : links - 2;
}

/** Open file descriptors, from Linux 6.2 on; 0 from an older kernel means that it does not say. */
export function descriptorCount(): number | undefined {
  const size = statProc("fd")?.size;
  return size === 0 ? undefined : size;
}

/** The soft limit of open files; undefined when unlimited. */
export function descriptorLimit(): number | undefined {
  const soft = /^Max open files\s+(\d+)/m.exec(readProc("limits") ?? "")?.[1];
  return soft === undefined ? undefined : Number(soft);
}

/** Bytes that went to or came from storage; undefined where the process may not read its own. */
export function diskBytes(): { readonly read: number; readonly write: number } | undefined {
  const counters = readProc("io") ?? "";
  const read = /^read_bytes: (\d+)$/m.exec(counters)?.[1];
  const write = /^write_bytes: (\d+)$/m.exec(counters)?.[1];
  if (read === undefined || write === undefined) return undefined;
  return { read: Number(read), write: Number(write) };
}

function readProc(name: string): string | undefined {
  if (!isLinux) return undefined;
  try {
    return readFileSync(`${self}/${name}`, "latin1");
  } catch {
    return undefined;
  }
}

function statProc(name: string): { readonly size: number; readonly nlink: number } | undefined {
  if (!isLinux) return undefined;
  return statSync(`${self}/${name}`, { throwIfNoEntry: false });
}
