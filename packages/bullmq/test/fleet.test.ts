import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expressionsOf, render, substituteVariables } from "@promenade/dashboard";
import { startPrometheus } from "@promenade/testing/services";
import { Queue } from "bullmq";
import { expect, it, onTestFinished } from "vitest";
import { dashboards } from "../src/dashboard.ts";
import { useRedis } from "./support/redis.ts";

const redis = useRedis();

/** Starts a process that polls the queue, and returns the address of its metrics. */
async function startProcess(): Promise<string> {
  const program = fileURLToPath(new URL("support/process.ts", import.meta.url));
  const child = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", program, JSON.stringify(redis.connection)],
    { stdio: ["pipe", "pipe", "inherit"] },
  );
  onTestFinished(async () => {
    const ended = once(child, "exit");
    child.stdin.end();
    await ended;
  });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  return line.toString().trim();
}

it("shows the same depth for one process and for four", { timeout: 120_000 }, async () => {
  const queue = new Queue("fleet", { connection: redis.connection });
  await queue.addBulk(Array.from({ length: 7 }, () => ({ name: "one", data: {} })));
  await queue.add("urgent", {}, { priority: 1 });
  await queue.pause();
  const addresses = await Promise.all([1, 2, 3, 4].map(startProcess));
  const targets = addresses.map((address, index) => ({
    address,
    job: index === 0 ? "alone" : "others",
  }));
  const prometheus = await startPrometheus({ targets });
  await prometheus.waitForScrapes(addresses, 2);
  const expressions = dashboards.flatMap((one) => expressionsOf(render(one)));
  const shown = async (panel: string, job: string, refId = "A"): Promise<readonly number[]> => {
    const expr = expressions.find((one) => one.panel === panel && one.refId === refId)?.expr ?? "";
    const query = substituteVariables(expr, { job, __rate_interval: "1m", __range: "5m" });
    return (await prometheus.query(query)).map(({ value }) => value);
  };
  const panels = ["Waiting", "Waiting by queue", "Paused queues", "Workers", "Queues"];
  for (const panel of panels) {
    const alone = await shown(panel, "alone");
    expect({ panel, alone }).toEqual({ panel, alone: [expect.any(Number)] });
    expect({ panel, alone: await shown(panel, ".+") }).toEqual({ panel, alone });
  }
  expect(await shown("Waiting", ".+")).toEqual([8]);
  expect(await shown("Paused queues", ".+")).toEqual([1]);
  await prometheus.stop();
  await queue.close();
});
