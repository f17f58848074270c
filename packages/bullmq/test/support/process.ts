import { promenade } from "@promenade/core";
import { Queue } from "bullmq";
import { bullmq } from "../../src/index.ts";

/** One process of a fleet: says where its metrics are, and lives as long as its standard input is open. */
const connection = JSON.parse(process.argv[2] ?? "{}") as object;
function fail(message: string): void {
  process.stderr.write(`${message}\n`);
}

const queue = new Queue("fleet", { connection });
const app = promenade({
  service: "fleet",
  server: { port: 0, host: "127.0.0.1" },
  plugins: [bullmq({ queues: [queue] })],
  log: { debug() {}, info() {}, warn: fail, error: fail },
});
await app.start();
process.stdout.write(`${new URL(app.url ?? "").host}\n`);
process.stdin.resume().once("end", () => process.exit());
