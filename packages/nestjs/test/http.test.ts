import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { setTimeout as sleep } from "node:timers/promises";
import { Registry } from "@promenade/core";
import { afterEach, describe, expect, it } from "vitest";
import { platforms, startApp, type RunningApp } from "./support/app.ts";
import { Orders } from "./support/shop.ts";

let running: RunningApp | undefined;
afterEach(async () => {
  await running?.app.close();
  running = undefined;
});

const counts = "http_server_request_duration_seconds_count";
const json = { "content-type": "application/json" };

function line(method: string, route: string, status: number): string {
  return `${counts}{http_request_method="${method}",http_route="${route}",http_response_status_code="${status}"} 1`;
}

describe.each(platforms)("HTTP on %s", (platform) => {
  it.each([
    ["GET", "/orders", "/orders", 200],
    ["GET", "/orders?page=2", "/orders", 200],
    ["GET", "/orders/42", "/orders/:id", 200],
    ["HEAD", "/orders/42", "/orders/:id", 200],
    ["GET", "/orders/boom", "/orders/boom", 500],
    ["GET", "/orders/teapot", "/orders/teapot", 418],
    ["GET", "/orders/forbidden/1", "/orders/forbidden/:id", 403],
    ["GET", "/orders/manual", "/orders/manual", 202],
    ["GET", "/wp-login.php", "<unmatched>", 404],
    ["DELETE", "/orders/42", "<unmatched>", 404],
  ] as const)("counts %s %s as %s %i", async (method, path, route, status) => {
    running = await startApp(platform, { controllers: [Orders] });
    const answer = await running.call(method, path);
    expect(answer.status).toBe(status);
    expect(await running.lines(counts)).toEqual([line(method, route, status)]);
  });

  it("counts a body that is no JSON as 400", async () => {
    running = await startApp(platform, { controllers: [Orders] });
    const { status } = await running.call("POST", "/orders", { headers: json, body: "{bad" });
    expect(status).toBe(400);
    const route = platform === "express" ? "<unmatched>" : "/orders";
    expect(await running.lines(counts)).toEqual([line("POST", route, 400)]);
  });

  it("tells a client that went away before the answer from a success", async () => {
    running = await startApp(platform, { controllers: [Orders] });
    await running.call("GET", "/orders/slow/1", { abortAfter: 50 });
    expect(await running.lines(counts)).toEqual([line("GET", "/orders/slow/:id", 499)]);
    expect(await running.lines("http_server_aborted_requests_total")).toEqual([
      `http_server_aborted_requests_total{http_request_method="GET",http_route="/orders/slow/:id",phase="waiting"} 1`,
    ]);
  });

  it("tells an upload that was cut off", async () => {
    running = await startApp(platform, { controllers: [Orders] });
    await running.call("POST", "/orders", {
      headers: { ...json, "content-length": "1000" },
      body: '{"a":',
      keepOpen: true,
      abortAfter: 50,
    });
    const [aborted] = await running.lines("http_server_aborted_requests_total");
    expect(aborted).toContain('phase="upload"} 1');
    const [counted] = await running.lines(counts);
    expect(counted).toContain('http_response_status_code="499"} 1');
    expect(await running.lines("http_server_request_body_size_bytes_count")).toEqual([]);
  });

  it("keeps event streams out of the latency", async () => {
    running = await startApp(platform, { controllers: [Orders] });
    const stream = running.call("GET", "/orders/stream", { abortAfter: 300 });
    await sleep(150);
    expect(await running.lines("http_server_active_event_streams")).toEqual([
      `http_server_active_event_streams{http_route="/orders/stream"} 1`,
    ]);
    expect(await running.lines("http_server_oldest_active_request_seconds")).toEqual([]);
    const { status, body } = await stream;
    expect(status).toBe(200);
    expect(body).toContain("data: 1");
    expect(await running.lines(counts)).toEqual([]);
    expect(await running.lines("http_server_aborted_requests_total")).toEqual([]);
    expect(await running.lines("http_server_event_stream_duration_seconds_count")).toEqual([
      `http_server_event_stream_duration_seconds_count{http_route="/orders/stream"} 1`,
    ]);
    expect(await running.lines("http_server_active_event_streams")).toEqual([]);
  });

  it("shows what is in flight", async () => {
    running = await startApp(platform, { controllers: [Orders] });
    const slow = running.call("GET", "/orders/slow/1");
    await sleep(100);
    expect(await running.lines("http_server_active_requests")).toEqual([
      `http_server_active_requests{http_request_method="GET"} 1`,
    ]);
    const [oldest] = await running.lines("http_server_oldest_active_request_seconds");
    expect(Number(oldest?.split(" ")[1])).toBeGreaterThan(0.08);
    await slow;
    expect(await running.lines("http_server_active_requests")).toEqual([]);
  });

  it("measures bodies, the chunked ones too", async () => {
    running = await startApp(platform, { controllers: [Orders] });
    const body = JSON.stringify({ text: "x".repeat(500) });
    await running.call("POST", "/orders", {
      headers: { ...json, "content-length": String(body.length) },
      body,
    });
    await running.call("HEAD", "/orders/1");
    const { headers } = await running.call("GET", "/orders/file");
    expect(headers["content-length"]).toBeUndefined();
    expect(await running.lines("http_server_request_body_size_bytes_sum")).toEqual([
      `http_server_request_body_size_bytes_sum{http_request_method="POST",http_route="/orders"} ${body.length}`,
    ]);
    const sums = await running.lines("http_server_response_body_size_bytes_sum");
    expect(sums).toContain(
      `http_server_response_body_size_bytes_sum{http_request_method="POST",http_route="/orders"} ${body.length}`,
    );
    const chunked = sums.find((sum) => sum.includes("/orders/file"));
    // Two chunks, each with its frame.
    expect(Number(chunked?.split(" ")[1])).toBeGreaterThanOrEqual(1500);
    expect(Number(chunked?.split(" ")[1])).toBeLessThan(1540);
    expect(sums.some((sum) => sum.includes("HEAD"))).toBe(false);
  });

  it("leaves out ignored routes", async () => {
    running = await startApp(
      platform,
      { controllers: [Orders] },
      { nestjs: { ignoreRoutes: ["/orders/:id"] } },
    );
    await running.call("GET", "/orders/1");
    await running.call("GET", "/orders");
    expect(await running.lines(counts)).toEqual([line("GET", "/orders", 200)]);
  });

  it("does not hurt a request when its own listeners throw", async () => {
    const registry = new Registry();
    running = await startApp(platform, { controllers: [Orders] }, { registry });
    registry.scopes.consume({ end: () => {} });
    const fail = (): never => {
      throw new Error("a fault of ours");
    };
    Object.assign(registry.get("http_server_response_body_size_bytes") ?? {}, { observe: fail });
    const whole = await running.call("GET", "/orders/1");
    registry.scopes.open = fail;
    const started = await running.call("GET", "/orders/1");
    expect([whole.status, started.status]).toEqual([200, 200]);
    expect(await running.lines("promenade_listener_errors_total")).toEqual([
      'promenade_listener_errors_total{plugin="nestjs"} 2',
    ]);
  });

  it("leaves nothing subscribed after close", async () => {
    const { channel, tracingChannel } = await import("node:diagnostics_channel");
    const own = (): void => {};
    subscribe("http.server.request.start", own);
    const app = await startApp(platform, { controllers: [Orders] });
    await app.call("GET", "/orders/1");
    await app.app.close();
    unsubscribe("http.server.request.start", own);
    expect(channel("http.server.request.start").hasSubscribers).toBe(false);
    for (const name of [
      "express.router.request",
      "fastify.request.handler",
      "promenade:nestjs:call",
    ])
      expect(tracingChannel(name).hasSubscribers).toBe(false);
  });
});

it("keeps two applications of one process apart", async () => {
  running = await startApp("express", { controllers: [Orders] });
  const other = await startApp("fastify", { controllers: [Orders] });
  await running.call("GET", "/orders/1");
  await other.call("GET", "/orders");
  expect(await running.lines(counts)).toEqual([line("GET", "/orders/:id", 200)]);
  expect(await other.lines(counts)).toEqual([line("GET", "/orders", 200)]);
  await other.app.close();
});
