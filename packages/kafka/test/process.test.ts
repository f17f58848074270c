import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, test } from "vitest";
import { brokers, newKafka, newTopic, producerOf, useKafka } from "./support/kafka.ts";

useKafka();

test.each(["disconnect", "crash"])(
  "the connection for offsets keeps no process alive after a %s",
  async (fate) => {
    const topic = await newTopic();
    const producer = await producerOf(newKafka());
    await producer.send({ topic, messages: [{ value: "x" }] });
    const fixture = join(import.meta.dirname, "fixtures/app.ts");
    const args = [fixture, brokers().join(","), topic, fate];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    let doneAt = Number.NaN;
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      doneAt = performance.now();
    });
    const kill = setTimeout(() => child.kill("SIGKILL"), 40_000);
    const [code] = (await once(child, "exit")) as [number | null];
    clearTimeout(kill);
    expect(code).toBe(0);
    expect(output).toMatch(/^done kafka_consumer_lag\{.*\} [01]$/m);
    expect(performance.now() - doneAt).toBeLessThan(5000);
  },
);
