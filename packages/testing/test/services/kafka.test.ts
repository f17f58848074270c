import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { connect, createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { isKafkaReady } from "../../src/services/kafka-ready.ts";
import { startKafka, type KafkaService } from "../../src/services/kafka.ts";

const deadline = 600_000;
/** ApiVersions: every broker answers it. */
const request = Buffer.from([0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 7, 255, 255]);

/** Of this file alone: brokers of other tests run at the same moment. */
const temporary = mkdtempSync(join(tmpdir(), "promenade-test-"));

beforeAll(() => {
  vi.stubEnv("KAFKA_BROKERS", "");
  vi.stubEnv("TMPDIR", temporary);
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(temporary, { recursive: true, force: true });
});

/** What became of a request: an answer, a refused connection, or nothing within a second. */
async function ask({ brokers }: KafkaService): Promise<"answer" | "refused" | "silence"> {
  const socket = connect(Number(brokers[0]?.split(":")[1]), "127.0.0.1");
  socket.setTimeout(1000, () => socket.emit("data", Buffer.alloc(0)));
  socket.write(request);
  try {
    const [answer] = (await once(socket, "data")) as [Buffer];
    return answer.length > 0 ? "answer" : "silence";
  } catch {
    return "refused";
  } finally {
    socket.destroy();
  }
}

describe("startKafka with a broker of its own", () => {
  let kafka: KafkaService;
  beforeAll(async () => {
    kafka = await startKafka();
  }, deadline);

  afterAll(async () => {
    await kafka.stop();
  });

  it("answers", async () => {
    expect(kafka.isOwn).toBe(true);
    expect(await ask(kafka)).toBe("answer");
  });

  it("is silent while it is frozen", async () => {
    kafka.freeze();
    expect(await ask(kafka)).toBe("silence");
    kafka.thaw();
    expect(await ask(kafka)).toBe("answer");
  });

  it("keeps its address through an outage", { timeout: deadline }, async () => {
    const { brokers } = kafka;
    await kafka.down();
    expect(await ask(kafka)).toBe("refused");
    await kafka.up();
    expect(await ask(kafka)).toBe("answer");
    expect(kafka.brokers).toEqual(brokers);
  });

  it("can be stopped while it is frozen", { timeout: deadline }, async () => {
    const before = ownDirectories();
    const another = await startKafka();
    another.freeze();
    await another.stop();
    await another.stop();
    expect(ownDirectories()).toEqual(before);
    expect(await ask(another)).toBe("refused");
  });

  it("takes the brokers of KAFKA_BROKERS, which are not its own to stop", async () => {
    vi.stubEnv("KAFKA_BROKERS", "one:9092, two:9092");
    const given = await startKafka();
    vi.stubEnv("KAFKA_BROKERS", "");
    expect(given.brokers).toEqual(["one:9092", "two:9092"]);
    expect(given.isOwn).toBe(false);
    expect(() => given.freeze()).toThrow(/not ours to stop/);
    await expect(given.restart()).rejects.toThrow(/not ours to stop/);
    await given.stop();
  });
});

it("does not take a port that closes connections for a broker", async () => {
  const server = createServer((socket) => void socket.resume().end());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await expect(isKafkaReady(port)).rejects.toThrow("closed without an answer");
  server.close();
  await once(server, "close");
});

describe("startKafka that fails", () => {
  it(
    "says what the broker did wrong and leaves nothing behind",
    { timeout: deadline },
    async () => {
      const before = ownDirectories();
      await expect(startKafka({ settings: { "process.roles": "nothing" } })).rejects.toThrow(
        /process\.roles/,
      );
      expect(ownDirectories()).toEqual(before);
    },
  );

  it("says how to get it where there is no Java", { timeout: deadline }, async () => {
    vi.stubEnv("PATH", "");
    await expect(startKafka()).rejects.toThrow(
      /Apache Kafka is not available \(java is not on the PATH\)\. Set KAFKA_BROKERS .*PROMENADE_SERVICE_MISSING/,
    );
    vi.unstubAllEnvs();
  });
});

function ownDirectories(): readonly string[] {
  return readdirSync(temporary);
}
