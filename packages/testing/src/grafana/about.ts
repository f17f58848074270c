import { ok, type Call, type Route } from "./route.ts";

/** What Grafana tells about itself and about who asks. */
export const aboutRoutes: readonly Route[] = [
  { method: "GET", path: "/api/health", action: null, handle: health },
  { method: "GET", path: "/healthz", action: null, handle: () => ok("Ok") },
  { method: "GET", path: "/api/frontend/settings", handle: settings },
  { method: "GET", path: "/api/user", handle: user },
  {
    method: "GET",
    path: "/api/org",
    handle: ({ caller }) =>
      ok({
        id: caller.organization,
        name: `Main Org.${caller.organization === 1 ? "" : ` ${caller.organization}`}`,
      }),
  },
  {
    method: "GET",
    path: "/api/access-control/user/permissions",
    handle: ({ caller }) => ok(caller.permissions),
  },
];

function health({ behaviour, options }: Call) {
  const { showsVersion = true } = options;
  return ok({
    database: "ok",
    ...(showsVersion ? { version: behaviour.version, commit: "0000000000" } : {}),
  });
}

function settings({ behaviour, caller }: Call) {
  const { organization } = caller;
  const namespace = organization === 1 ? "default" : `org-${organization}`;
  return ok({
    buildInfo: { version: behaviour.version, edition: "Open Source" },
    ...(behaviour.major >= 12 ? { namespace } : {}),
  });
}

function user({ caller }: Call) {
  const { login, organization, isServiceAccount } = caller;
  return ok({
    ...(isServiceAccount ? { uid: "service-account:1" } : { id: 1, uid: "user:1" }),
    name: login,
    login,
    email: "",
    orgId: organization,
    isGrafanaAdmin: false,
  });
}
