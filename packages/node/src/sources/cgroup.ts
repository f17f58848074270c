import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** What the control groups above this process allow. Undefined: no limit, or none that can be read. */
export interface ControlGroupLimits {
  /** CPUs, possibly a fraction. */
  readonly cpus: number | undefined;
  readonly memoryBytes: number | undefined;
  /** The file that counts how long the group was throttled, when a CPU quota is set. */
  readonly throttlingFile: string | undefined;
}

/** From here on a limit of version 1 means that there is none: it is the largest multiple of the page size. */
const unlimited = 2 ** 60;

/**
 * Reads the limits of control groups, version 2 and, where a controller is not there, version 1. Limits of parent
 * groups hold too, so the smallest on the way up wins.
 * @param root where `proc` and `sys` are mounted
 */
export async function readControlGroups(root = "/"): Promise<ControlGroupLimits> {
  const membership = (await read(join(root, "proc/self/cgroup"))) ?? "";
  const paths = new Map<string, string>();
  for (const line of membership.split("\n")) {
    const [, controllers, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    for (const controller of controllers?.split(",") ?? []) paths.set(controller, path ?? "/");
  }
  const mount = join(root, "sys/fs/cgroup");
  const limits: { cpus: number; memoryBytes: number; throttlingFile: string | undefined } = {
    cpus: Number.POSITIVE_INFINITY,
    memoryBytes: Number.POSITIVE_INFINITY,
    throttlingFile: undefined,
  };
  const offerCpus = (cpus: number, statistics: string): void => {
    if (!(cpus < limits.cpus)) return;
    limits.cpus = cpus;
    limits.throttlingFile = statistics;
  };
  const offerMemory = (bytes: number): void => {
    if (bytes < limits.memoryBytes && bytes < unlimited) limits.memoryBytes = bytes;
  };
  for (const directory of groupsOf(mount, paths.get(""))) {
    const [quota, period] = (await read(join(directory, "cpu.max")))?.trim().split(" ") ?? [];
    offerCpus(Number(quota) / Number(period), join(directory, "cpu.stat"));
    for (const file of ["memory.max", "memory.high"]) {
      offerMemory(await readNumber(join(directory, file)));
    }
  }
  for (const directory of groupsOf(join(mount, "cpu"), paths.get("cpu"))) {
    const quota = await readNumber(join(directory, "cpu.cfs_quota_us"));
    const period = await readNumber(join(directory, "cpu.cfs_period_us"));
    if (quota > 0) offerCpus(quota / period, join(directory, "cpu.stat"));
  }
  for (const directory of groupsOf(join(mount, "memory"), paths.get("memory"))) {
    offerMemory(await readNumber(join(directory, "memory.limit_in_bytes")));
  }
  return {
    cpus: finite(limits.cpus),
    memoryBytes: finite(limits.memoryBytes),
    throttlingFile: limits.throttlingFile,
  };
}

/** Seconds that a group was throttled, from its `cpu.stat`. */
export async function readThrottledSeconds(file: string): Promise<number | undefined> {
  const statistics = (await read(file)) ?? "";
  const micros = /^throttled_usec (\d+)$/m.exec(statistics)?.[1];
  if (micros !== undefined) return Number(micros) / 1e6;
  const nanos = /^throttled_time (\d+)$/m.exec(statistics)?.[1];
  return nanos === undefined ? undefined : Number(nanos) / 1e9;
}

/** A group's directory and those above it. In a container the path may be the host's, and only the mount exists. */
function groupsOf(mount: string, path: string | undefined): readonly string[] {
  if (path === undefined) return [];
  const directories: string[] = [];
  for (
    let directory = join(mount, path);
    directory.startsWith(mount);
    directory = dirname(directory)
  ) {
    directories.push(directory);
    if (directory === mount || directories.length > 20) break;
  }
  return directories.includes(mount) ? directories : [...directories, mount];
}

async function readNumber(file: string): Promise<number> {
  return Number((await read(file))?.trim() || Number.NaN);
}

async function read(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "latin1");
  } catch {
    return undefined;
  }
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) && value > 0 ? value : undefined;
}
