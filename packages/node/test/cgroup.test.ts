import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readControlGroups, readThrottledSeconds } from "../src/sources/cgroup.ts";
import { directoryWith } from "./helpers.ts";

const mebibyte = 1024 * 1024;

describe("limits of control groups", () => {
  it("version 2, as a container sees it", async () => {
    const root = directoryWith({
      "proc/self/cgroup": "0::/\n",
      "sys/fs/cgroup/cpu.max": "50000 100000\n",
      "sys/fs/cgroup/memory.max": `${512 * mebibyte}\n`,
      "sys/fs/cgroup/memory.high": "max\n",
    });
    expect(await readControlGroups(root)).toEqual({
      cpus: 0.5,
      memoryBytes: 512 * mebibyte,
      throttlingFile: join(root, "sys/fs/cgroup/cpu.stat"),
    });
  });

  it("version 2 on the host: the smallest limit on the way up", async () => {
    const root = directoryWith({
      "proc/self/cgroup": "0::/system.slice/shop.service\n",
      "sys/fs/cgroup/system.slice/cpu.max": "150000 100000\n",
      "sys/fs/cgroup/system.slice/memory.max": `${256 * mebibyte}\n`,
      "sys/fs/cgroup/system.slice/shop.service/cpu.max": "max 100000\n",
      "sys/fs/cgroup/system.slice/shop.service/memory.max": `${512 * mebibyte}\n`,
    });
    expect(await readControlGroups(root)).toEqual({
      cpus: 1.5,
      memoryBytes: 256 * mebibyte,
      throttlingFile: join(root, "sys/fs/cgroup/system.slice/cpu.stat"),
    });
  });

  it("version 2 with a soft limit below the hard one", async () => {
    const root = directoryWith({
      "proc/self/cgroup": "0::/\n",
      "sys/fs/cgroup/memory.max": `${512 * mebibyte}\n`,
      "sys/fs/cgroup/memory.high": `${384 * mebibyte}\n`,
    });
    expect((await readControlGroups(root)).memoryBytes).toBe(384 * mebibyte);
  });

  it("version 1, where the path is the host's and only the mount exists", async () => {
    const root = directoryWith({
      "proc/self/cgroup": "5:memory:/docker/abc\n4:cpu,cpuacct:/docker/abc\n0::/\n",
      "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "200000\n",
      "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
      "sys/fs/cgroup/memory/memory.limit_in_bytes": `${1024 * mebibyte}\n`,
    });
    expect(await readControlGroups(root)).toEqual({
      cpus: 2,
      memoryBytes: 1024 * mebibyte,
      throttlingFile: join(root, "sys/fs/cgroup/cpu/cpu.stat"),
    });
  });

  it("none: nothing is made up", async () => {
    const unlimited = { cpus: undefined, memoryBytes: undefined, throttlingFile: undefined };
    expect(await readControlGroups(directoryWith({}))).toEqual(unlimited);
    const files = {
      "proc/self/cgroup": "5:memory:/\n4:cpu:/\n0::/\n",
      "sys/fs/cgroup/cpu.max": "max 100000\n",
      "sys/fs/cgroup/memory.max": "max\n",
      "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n",
      "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
      "sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
    };
    expect(await readControlGroups(directoryWith(files))).toEqual(unlimited);
  });

  it("what a file says that is no number counts as no limit", async () => {
    const root = directoryWith({
      "proc/self/cgroup": "garbage\n0::/../../../..\n",
      "sys/fs/cgroup/cpu.max": "\n",
      "sys/fs/cgroup/memory.max": "lots\n",
    });
    expect(await readControlGroups(root)).toMatchObject({
      cpus: undefined,
      memoryBytes: undefined,
    });
  });
});

describe("throttling", () => {
  it("is read in the unit of each version", async () => {
    const root = directoryWith({
      "two/cpu.stat": "usage_usec 9\nnr_throttled 3\nthrottled_usec 2500000\n",
      "one/cpu.stat": "nr_periods 10\nnr_throttled 3\nthrottled_time 2500000000\n",
      "none/cpu.stat": "usage_usec 9\n",
    });
    expect(await readThrottledSeconds(join(root, "two/cpu.stat"))).toBe(2.5);
    expect(await readThrottledSeconds(join(root, "one/cpu.stat"))).toBe(2.5);
    expect(await readThrottledSeconds(join(root, "none/cpu.stat"))).toBeUndefined();
    expect(await readThrottledSeconds(join(root, "missing"))).toBeUndefined();
  });
});
