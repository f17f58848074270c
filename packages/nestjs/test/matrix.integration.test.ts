import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { growth, startProcess, type AppProcess } from "./matrix/app-process.ts";
import { chat, perform, sendEvent, sendMessage } from "./matrix/clients.ts";
import { install, majors, type Major } from "./matrix/install.ts";
import { expectedGrowth, scenarios } from "./matrix/scenarios.ts";
import { callApp, platforms } from "./support/app.ts";

const http =
  /^http_server_(?:request_duration_seconds_count|aborted_requests_total|event_stream_duration_seconds_count)/;
const directories = new Map<Major, string>();

beforeAll(async () => {
  for (const major of majors) directories.set(major, await install(major));
}, 600_000);

describe.each(majors)("NestJS %s, from packed tarballs", (major) => {
  describe.each(platforms)("on %s", (platform) => {
    let measured: AppProcess;
    let plain: AppProcess;

    beforeAll(async () => {
      const directory = directories.get(major) ?? "";
      [measured, plain] = await Promise.all([
        startProcess(directory, platform, "measured"),
        startProcess(directory, platform, "plain"),
      ]);
    }, 60_000);

    afterAll(async () => {
      await Promise.all([measured?.stop(), plain?.stop()]);
    });

    describe.each(scenarios)("$name", (scenario) => {
      it("is recorded, and answered as without Promenade", async () => {
        const before = await measured.series();
        const answer = await perform(measured.http, scenario);
        expect(answer.status).toBe(scenario.status);
        expect(answer).toEqual(await perform(plain.http, scenario));
        // What hangs in a handler is closed when the handler ends.
        await sleep(scenario.options?.abortAfter === undefined ? 0 : 100);
        const after = await measured.series();
        expect(growth(before, after, http)).toEqual(expectedGrowth(scenario, platform));
      });
    });

    it("records messages of microservices, and answers them as without Promenade", async () => {
      const messages = [
        [{ cmd: "add" }, [1, 2]],
        ["stream", {}],
        ["fail", {}],
        ["denied", {}],
        ["unknown", {}],
      ] as const;
      const before = await measured.series();
      for (const [pattern, data] of messages)
        expect(await sendMessage(measured.rpc, pattern, data)).toBe(
          await sendMessage(plain.rpc, pattern, data),
        );
      await sendEvent(measured.rpc, "happened");
      const count = (pattern: string, outcome: string): string =>
        `nestjs_rpc_duration_seconds_count{pattern="${pattern}",outcome="${outcome}"} +1`;
      expect(growth(before, await measured.series(), /^nestjs_rpc_duration_seconds_count/)).toEqual(
        [
          // Nest 11 has no hook around guards.
          ...(major === "12" ? [count("denied", "error")] : []),
          count("fail", "error"),
          count("happened", "ok"),
          count("stream", "ok"),
          count(String.raw`{\"cmd\":\"add\"}`, "ok"),
        ].toSorted(),
      );
    });

    it("records messages of gateways, and answers them as without Promenade", async () => {
      const messages = [
        { event: "echo", data: "hello" },
        { event: "fail", data: "" },
        { event: "unknown", data: "" },
      ];
      const before = await measured.series();
      const open = async (): Promise<number | undefined> =>
        (await measured.series()).get("http_server_active_upgrades");
      let whileOpen: number | undefined;
      const answers = await chat(measured.http, messages, async () => {
        whileOpen = await open();
      });
      expect(answers).toEqual(await chat(plain.http, messages));
      expect(answers).toContain('{"event":"echo","data":"hello"}');
      expect([whileOpen, await open()]).toEqual([1, undefined]);
      expect(growth(before, await measured.series(), /^nestjs_websocket_\w+_count/)).toEqual([
        'nestjs_websocket_message_duration_seconds_count{pattern="echo",outcome="ok"} +1',
        'nestjs_websocket_message_duration_seconds_count{pattern="fail",outcome="error"} +1',
      ]);
    });

    it("records scheduled jobs", async () => {
      await expect
        .poll(
          async () =>
            [...(await measured.series()).keys()]
              .filter((name) => name.startsWith("nestjs_cron_duration_seconds_count"))
              .toSorted(),
          { timeout: 3000 },
        )
        .toEqual([
          'nestjs_cron_duration_seconds_count{job_name="Jobs.fails",outcome="error"}',
          'nestjs_cron_duration_seconds_count{job_name="tick",outcome="ok"}',
        ]);
      const errors = [...(await measured.series()).keys()].filter((name) =>
        name.startsWith("nestjs_handler_errors_total"),
      );
      expect(errors).toContain(
        'nestjs_handler_errors_total{kind="cron",handler="Jobs.fails",error_type="RangeError"}',
      );
    });

    it("serves metrics of the app's own modules", async () => {
      const { status, body } = await callApp(measured.http, "GET", "/api/visits", {});
      expect([status, body]).toEqual([200, "matrix"]);
      expect((await measured.series()).get('matrix_visits_total{kind="http"}')).toBe(1);
    });

    it("leaves no trouble behind, and ends as without Promenade", async () => {
      const trouble = [...(await measured.series()).keys()].filter(
        (name) => /_(?:errors|overflows|input)_total/.test(name) && name.startsWith("promenade_"),
      );
      expect(trouble).toEqual([]);
      const [ended, endedPlain] = await Promise.all([measured.stop(), plain.stop()]);
      expect(ended.exit).toBe(endedPlain.exit);
      expect(ended.errors).toBe("");
    });
  });
});
