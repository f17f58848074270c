import { get, Agent } from "node:http";
import { connect, type Socket } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { ask, fill, serve } from "./support.ts";

/** A raw connection, and what came back over it until it was closed. */
function dial(port: number, text: string): { socket: Socket; closed: Promise<string> } {
  const socket = connect(port, "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  let received = "";
  const closed = new Promise<string>((resolve) => {
    socket.on("data", (chunk) => (received += chunk.toString()));
    socket.on("error", () => resolve(received));
    socket.on("close", () => resolve(received));
  });
  socket.on("connect", () => socket.write(text));
  return { socket, closed };
}

describe("the metrics server under bad clients", () => {
  it("collects once for 20 scrapes at the same time", async () => {
    const { server, registry } = await serve();
    let polls = 0;
    registry.addPollable({
      poll: async () => {
        polls += 1;
        await new Promise((resolve) => setTimeout(resolve, 100));
      },
    });
    const answers = await Promise.all(Array.from({ length: 20 }, async () => ask(server.url)));
    expect(polls).toBe(1);
    expect(new Set(answers.map(({ body }) => body.toString())).size).toBe(1);
  });

  it("survives clients that go away in the middle", async () => {
    const { server, registry } = await serve();
    fill(registry, 4900);
    const polled = registry.addPollable({
      poll: async () => new Promise((resolve) => setTimeout(resolve, 20)),
    });
    for (let times = 0; times < 10; times += 1) {
      await new Promise<void>((resolve) => {
        const sent = get(server.url, { agent: false }, (response) => {
          response.once("data", () => sent.destroy());
          response.once("close", resolve);
          response.on("error", () => {});
        });
        sent.on("error", () => resolve());
        if (times % 2 === 0) setTimeout(() => sent.destroy(), 5);
      });
    }
    polled();
    const { status, body } = await ask(server.url);
    expect(status).toBe(200);
    expect(body.toString().match(/^big_total\{/gm)).toHaveLength(4900);
  });

  it("sends megabytes whole, to several readers at the same time", async () => {
    const { server, registry } = await serve();
    fill(registry, 4900);
    const answers = await Promise.all(Array.from({ length: 5 }, async () => ask(server.url)));
    for (const { body, headers } of answers) {
      expect(body.length).toBeGreaterThan(500_000);
      expect(headers["content-length"]).toBe(String(body.length));
      expect(body.equals(answers[0]?.body ?? Buffer.alloc(0))).toBe(true);
    }
  });

  it("closes a connection that sends its headers too slowly", async () => {
    const { server } = await serve(
      {},
      { headersTimeout: 150, requestTimeout: 300, connectionsCheckingInterval: 50 },
    );
    const started = performance.now();
    const { socket, closed } = dial(server.port, "GET /metrics HTTP/1.1\r\nHost: x\r\n");
    const drip = setInterval(() => socket.write("X-A: b\r\n"), 30);
    expect(await closed).toContain("408 Request Timeout");
    clearInterval(drip);
    expect(performance.now() - started).toBeLessThan(2000);
    expect((await ask(server.url)).status).toBe(200);
  });

  it("closes the connection of a reader that stopped reading", async () => {
    const { server, registry } = await serve({}, { timeout: 200 });
    fill(registry, 4900);
    const sockets = Array.from({ length: 3 }, () => {
      const { socket } = dial(server.port, "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n".repeat(20));
      socket.pause();
      return new Promise((resolve) => {
        socket.on("end", resolve).on("close", resolve).on("error", resolve);
        // Whatever is left in between tells the end only to who reads on.
        setTimeout(() => socket.resume(), 1000);
      });
    });
    await Promise.all(sockets);
    expect((await ask(server.url)).status).toBe(200);
  });

  it("turns connections away beyond its limit", async () => {
    const { server } = await serve({}, { maxConnections: 2 });
    const held = [dial(server.port, ""), dial(server.port, "")];
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await dial(server.port, "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n").closed).toBe("");
    for (const { socket } of held) socket.destroy();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await ask(server.url)).status).toBe(200);
  });

  it("refuses what is no HTTP, and huge headers", async () => {
    const { server } = await serve();
    expect(await dial(server.port, "\u0016\u0003\u0001 hello\r\n\r\n").closed).toContain(
      "400 Bad Request",
    );
    const huge = `GET /metrics HTTP/1.1\r\nHost: x\r\nX-A: ${"a".repeat(20_000)}\r\n\r\n`;
    expect(await dial(server.port, huge).closed).toContain("431 ");
    const odd = "GET http://elsewhere:1/metrics?x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    expect(await dial(server.port, odd).closed).toContain("x_total 5");
    expect(await dial(server.port, "CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n").closed).not.toContain(
      "200",
    );
  });

  it("stops within its grace while a scrape hangs and a connection idles", async () => {
    const { server, registry } = await serve();
    const agent = new Agent({ keepAlive: true });
    onTestFinished(() => agent.destroy());
    await ask(server.url, { agent });
    registry.addPollable({ poll: async () => new Promise(() => {}) });
    const hanging = ask(server.url).then(
      () => "answered",
      () => "cut",
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
    const started = performance.now();
    await server.stop();
    expect(performance.now() - started).toBeLessThan(2000);
    expect(await hanging).toBe("cut");
  });

  it("lets a scrape under way end when it stops", async () => {
    const { server, registry } = await serve();
    registry.addPollable({ poll: async () => new Promise((resolve) => setTimeout(resolve, 200)) });
    const scrape = ask(server.url);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await server.stop();
    expect((await scrape).status).toBe(200);
  });
});
