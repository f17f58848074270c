import { ok, problem, skipped, type Step } from "../step.ts";

/** Grafana answers, at the path that was given. */
export const grafanaAnswers: Step = {
  name: "grafana",
  about: "Grafana",
  needs: [],
  examine: async (examination) => {
    const client = await examination.grafana();
    if (client === undefined)
      return skipped("Grafana: give its address with --grafana, or set GRAFANA_URL");
    const { status, body } = await client.send({
      path: "/api/health",
      action: "tell its health",
      expects: [301, 302, 307, 308, 401, 403, 404, 503, 200],
    });
    const health = body as { readonly database?: unknown; readonly version?: unknown } | undefined;
    if (typeof health !== "object" || health === null || !("database" in health))
      return problem(
        `What answers at ${client.base} (${status}) is not Grafana's API`,
        "Is Grafana served below a sub-path, as in https://example.com/grafana? Give it whole with --grafana, as in Grafana's root_url.",
      );
    if (status !== 200)
      return problem(
        `Grafana at ${client.base} is not well: database ${String(health.database)}`,
        "Look at Grafana's own log.",
      );
    const version = typeof health.version === "string" ? ` ${health.version}` : "";
    return ok(`Grafana${version} answers at ${client.base}`);
  },
};
