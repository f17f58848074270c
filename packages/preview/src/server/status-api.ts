import type { ActiveAlert } from "@promenade/promql/rules";
import { numberText, success, type Answer } from "./answers.ts";
import type { Handler } from "./query-api.ts";
import type { PreviewState } from "./state.ts";

/** The part of Prometheus' HTTP API that tells about targets and rules, and what only the page needs, by path. */
export const statusApi: Readonly<Record<string, Handler>> = {
  "/api/v1/metadata": ({ sampler }) => {
    const entries = sampler.families.map(({ name, type, help }) => [
      name,
      [{ type, help, unit: "" }],
    ]);
    return success(Object.fromEntries(entries));
  },
  "/api/v1/targets": ({ sampler }) =>
    success({
      activeTargets: sampler.targets.map((target) => ({
        labels: { job: target.job, instance: target.instance },
        scrapePool: target.job,
        scrapeUrl: target.url,
        health: target.health,
        lastError: target.lastError,
        lastScrape: isoTime(target.lastScrape),
        lastScrapeDuration: target.lastScrapeDurationSeconds,
        scrapeInterval: `${sampler.intervalMilliseconds / 1000}s`,
      })),
      droppedTargets: [],
    }),
  "/api/v1/alerts": ({ alerts }) => {
    const rules = alerts.groups.flatMap((group) => group.rules);
    return success({ alerts: rules.flatMap((rule) => rule.alerts.map(alertJson)) });
  },
  "/api/v1/rules": ({ alerts }) =>
    success({
      groups: alerts.groups.map(({ name, rules }) => ({
        name,
        rules: rules.map(
          ({ rule, alerts: active, lastEvaluation, evaluationSeconds, ...rest }) => ({
            type: "alerting",
            name: rule.alert,
            query: rule.expr,
            duration: rule.for,
            labels: rule.labels,
            annotations: rule.annotations,
            ...rest,
            alerts: active.map(alertJson),
            evaluationTime: evaluationSeconds,
            lastEvaluation: isoTime(lastEvaluation),
          }),
        ),
      })),
    }),
  "/api/preview/status": ({ sampler, service, now }) => {
    const { store, intervalMilliseconds, targets } = sampler;
    return {
      status: 200,
      body: {
        service,
        now: now(),
        intervalMilliseconds,
        retentionMilliseconds: store.limits.retentionMilliseconds,
        series: store.seriesCount,
        seriesLimit: store.limits.series,
        seriesRefused: targets.reduce((sum, { leftOut }) => sum + leftOut, 0),
        seriesDisplaced: store.displaced,
        bytes: store.bytes,
        bytesLimit: store.limits.bytes,
        shortenedTo: store.shortenedTo ?? null,
        targets,
      },
    };
  },
  "/api/preview/dashboards": ({ boards }) => ({
    status: 200,
    body: boards.map(({ json: _json, ...listed }) => listed),
  }),
};

/** `/api/preview/dashboards/<uid>` */
export function dashboardJson({ boards }: PreviewState, uid: string): Answer {
  const board = boards.find((each) => each.uid === uid);
  return board === undefined
    ? { status: 404, body: { status: "error", error: `There is no dashboard "${uid}".` } }
    : { status: 200, body: board.json };
}

function alertJson(alert: ActiveAlert): unknown {
  return { ...alert, activeAt: isoTime(alert.activeAt), value: numberText(alert.value) };
}

function isoTime(time: number | undefined): string {
  return time === undefined ? "0001-01-01T00:00:00Z" : new Date(time).toISOString();
}
