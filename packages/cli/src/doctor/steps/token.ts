import { ok, problem, skipped, type Step } from "../step.ts";

const needed = [
  "dashboards:read",
  "dashboards:create",
  "dashboards:write",
  "folders:read",
  "folders:create",
];

/** The token may read and write dashboards. */
export const token: Step = {
  name: "token",
  about: "the rights in Grafana",
  needs: ["grafana"],
  examine: async (examination) => {
    const client = await examination.grafana();
    if (client === undefined) return skipped("The rights in Grafana: there is no Grafana");
    const { token: secret, username } = client.connection;
    const isGiven = secret !== undefined || username !== undefined;
    const { status, body } = await client.send({
      path: "/api/access-control/user/permissions",
      action: "tell the token's permissions",
      expects: [401, 403, 404],
    });
    if (status === 401 || status === 403)
      return isGiven
        ? problem(
            `Grafana does not know the token (${status})`,
            "Make one: Administration → Users and access → Service accounts, role Editor; set it as GRAFANA_TOKEN.",
          )
        : problem(
            "Grafana wants a token, and none was given",
            "Make one: Administration → Users and access → Service accounts, role Editor; set it as GRAFANA_TOKEN.",
          );
    if (status === 404 || typeof body !== "object" || body === null)
      return skipped("The rights in Grafana: this version does not tell them");
    const missing = needed.filter((action) => !(action in body));
    if (missing.length > 0)
      return problem(
        `The token may not: ${missing.join(", ")}`,
        "Give its service account the role Editor, or these permissions.",
      );
    return ok("The token may read and write dashboards");
  },
};
