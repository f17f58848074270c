import { createServer, type AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import { checkOptions } from "../../src/options.ts";
import { serverChecks, startServer } from "../../src/server/server.ts";
import { ask, serve, tls } from "./support.ts";

describe("the metrics server", () => {
  it("serves text, with the headers that keep it out of caches", async () => {
    const { server } = await serve();
    expect(server.url).toBe(`http://127.0.0.1:${server.port}/metrics`);
    const { status, headers, body } = await ask(server.url);
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      "content-type": "text/plain; version=0.0.4; charset=utf-8",
      "content-length": String(body.length),
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      vary: "accept, accept-encoding",
    });
    expect(headers["content-encoding"]).toBeUndefined();
    expect(body.toString()).toContain("\nx_total 5\n");
  });

  it("serves OpenMetrics and gzip to who asks for them", async () => {
    const { server } = await serve();
    const { headers, body } = await ask(server.url, {
      headers: { accept: "application/openmetrics-text", "accept-encoding": "gzip" },
    });
    expect(headers["content-type"]).toBe(
      "application/openmetrics-text; version=1.0.0; charset=utf-8",
    );
    expect(headers["content-encoding"]).toBe("gzip");
    expect(headers["content-length"]).toBe(String(body.length));
    expect(gunzipSync(body).toString()).toMatch(/\nx_total 5\n[^]*# EOF\n$/);
  });

  it("answers HEAD as GET, without the body", async () => {
    const { server } = await serve();
    for (const path of ["/metrics", "/-/healthy", "/-/ready", "/nowhere"]) {
      const url = new URL(path, server.url).href;
      const head = await ask(url, { method: "HEAD" });
      const get = await ask(url);
      expect([head.status, head.body.length]).toEqual([get.status, 0]);
      expect(Object.keys(head.headers).toSorted()).toEqual(Object.keys(get.headers).toSorted());
    }
  });

  it("refuses other methods and paths", async () => {
    const { server } = await serve({ path: "/internal/metrics" });
    for (const method of ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"]) {
      for (const path of ["/internal/metrics", "/-/healthy", "/-/ready"]) {
        const { status, headers } = await ask(new URL(path, server.url).href, { method });
        expect([status, headers.allow]).toEqual([405, "GET, HEAD"]);
      }
    }
    for (const path of ["/", "/metrics", "/internal/metrics/", "/internal", "/-/"]) {
      expect((await ask(new URL(path, server.url).href)).status).toBe(404);
    }
    expect((await ask(`${server.url}?a=b`)).status).toBe(200);
  });

  it("says whether the app is healthy and ready", async () => {
    let isReady: () => boolean | Promise<boolean> = () => false;
    const { server } = await serve({ isReady: () => isReady() });
    const ready = async (): Promise<number> =>
      (await ask(new URL("/-/ready", server.url).href)).status;
    expect((await ask(new URL("/-/healthy", server.url).href)).status).toBe(200);
    expect(await ready()).toBe(503);
    isReady = () => Promise.resolve(true);
    expect(await ready()).toBe(200);
    isReady = () => {
      throw new Error("boom");
    };
    expect(await ready()).toBe(503);
    isReady = () => Promise.reject(new Error("boom"));
    expect(await ready()).toBe(503);
    isReady = () => new Promise(() => {});
    expect(await ready()).toBe(503);
    const plain = await serve();
    expect((await ask(new URL("/-/ready", plain.server.url).href)).status).toBe(200);
  });

  it("serves HTTPS", async () => {
    const { server } = await serve({ tls });
    expect(server.url).toMatch(/^https:/);
    expect((await ask(server.url)).body.toString()).toContain("x_total 5");
  });

  it("fails with advice when the certificate is no good", async () => {
    const failing = serve({ tls: { key: "nonsense", cert: tls.cert } });
    await expect(failing).rejects.toMatchObject({
      code: "PROMENADE_SERVER_FAILED",
      message: expect.stringContaining("`key` and `cert` in PEM form") as string,
    });
  });

  it("frees its port at stop, and stops twice", async () => {
    const { server, scraper, log } = await serve();
    await ask(server.url);
    await Promise.all([server.stop(), server.stop()]);
    await expect(ask(server.url)).rejects.toThrow("ECONNREFUSED");
    const again = await startServer(scraper, { host: "127.0.0.1", port: server.port }, log);
    expect(again.port).toBe(server.port);
    await again.stop();
  });

  it("listens on all interfaces unless it is told otherwise", async () => {
    const { scraper, log } = await serve();
    const server = await startServer(scraper, { port: 0 }, log);
    onTestFinished(async () => server.stop());
    expect(server.url).toBe(`http://localhost:${server.port}/metrics`);
    expect((await ask(`http://127.0.0.1:${server.port}/metrics`)).status).toBe(200);
  });
});

describe("a port in use", () => {
  async function occupy(): Promise<number> {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void other.close());
    return (other.address() as AddressInfo).port;
  }

  it("is an error that says what to do", async () => {
    const port = await occupy();
    await expect(serve({ port })).rejects.toMatchObject({
      code: "PROMENADE_PORT_IN_USE",
      message: expect.stringMatching(
        new RegExp(`Port ${port} is in use.*portInUse: "next".*lsof -i :${port}`),
      ) as string,
    });
  });

  it("gives way to the next free one where that is asked for", async () => {
    const port = await occupy();
    const { server, log } = await serve({ port, portInUse: "next" });
    expect(server.port).toBeGreaterThan(port);
    expect(server.port).toBeLessThanOrEqual(port + 100);
    expect(log.lines).toEqual([`Port ${port} is in use; the metrics are on port ${server.port}.`]);
    expect((await ask(server.url)).status).toBe(200);
  });

  it("is told from an address that is not ours", async () => {
    await expect(serve({ host: "203.0.113.1", port: 9464 })).rejects.toMatchObject({
      code: "PROMENADE_SERVER_FAILED",
      message: expect.stringContaining("203.0.113.1, port 9464") as string,
    });
  });
});

describe("the options of the server", () => {
  it.each([
    [{ port: 70_000 }, 'Option "port"'],
    [{ port: "9464" }, 'Option "port"'],
    [{ path: "metrics" }, 'Option "path"'],
    [{ path: "/-/healthy" }, 'Option "path"'],
    [{ auth: { bearer: "" } }, "environment variable"],
    [{ auth: { bearer: undefined } }, 'Option "auth"'],
    [{ auth: { username: "a", password: undefined } }, 'Option "auth"'],
    [{ auth: { username: "a:b", password: "c" } }, 'Option "auth"'],
    [{ auth: { bearer: "x", username: "a", password: "c" } }, 'Option "auth"'],
    [{ auth: { token: "x" } }, 'Option "auth"'],
    [{ portInUse: "retry" }, 'Option "portInUse"'],
    [{ prot: 1 }, 'Did you mean "port"?'],
  ])("%j is refused", (options, message) => {
    expect(() => checkOptions("server", options, serverChecks)).toThrow(message);
  });

  it("are accepted when right", () => {
    const options = {
      port: 0,
      host: "::1",
      path: "/a/b",
      auth: { bearer: () => "x" },
      tls,
      portInUse: "next",
      isReady: () => true,
    };
    checkOptions("server", options, serverChecks);
    checkOptions("server", { auth: { username: "a", password: "b" } }, serverChecks);
    expect(Object.keys(serverChecks).toSorted()).toEqual(Object.keys(options).toSorted());
  });
});
