import type { FakeDataSource } from "./options.ts";
import { fail, ok, type Answer, type Call, type Route } from "./route.ts";

/** `/api/datasources`, with the way through to the real thing. */
export const dataSourceRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/api/datasources",
    action: "datasources:read",
    handle: ({ organization }) => ok([...organization.dataSources.values()].map(describe)),
  },
  {
    method: "GET",
    path: "/api/datasources/uid/:uid",
    action: "datasources:read",
    handle: ({ organization, parameters }) =>
      one(organization.dataSources.get(parameters["uid"] ?? "")),
  },
  {
    method: "GET",
    path: "/api/datasources/name/:name",
    action: "datasources:read",
    handle: ({ organization, parameters }) =>
      one([...organization.dataSources.values()].find(({ name }) => name === parameters["name"])),
  },
  {
    method: "GET",
    path: "/api/datasources/uid/:uid/health",
    action: "datasources:query",
    handle: health,
  },
  {
    method: "*",
    path: "/api/datasources/proxy/uid/:uid/*rest",
    action: "datasources:query",
    handle: pass,
  },
];

function one(source: FakeDataSource | undefined): Answer {
  return source === undefined ? fail(404, "Data source not found") : ok(describe(source));
}

function describe(source: FakeDataSource, index = 0): Record<string, unknown> {
  const { type = "prometheus", isDefault = false, jsonData = {} } = source;
  return {
    id: index + 1,
    uid: source.uid,
    orgId: 1,
    name: source.name,
    type,
    typeName: type.charAt(0).toUpperCase() + type.slice(1),
    access: "proxy",
    url: source.url,
    isDefault,
    jsonData,
    readOnly: false,
  };
}

async function health(call: Call): Promise<Answer> {
  const source = call.organization.dataSources.get(call.parameters["uid"] ?? "");
  if (source === undefined) return fail(404, "Data source not found");
  const answer = await forward(call, source, "api/v1/query", "query=1%2B1");
  return answer.status === 200
    ? ok({ status: "OK", message: "Successfully queried the Prometheus API." })
    : { status: 400, body: { status: "ERROR", message: "Failed to query the data source" } };
}

async function pass(call: Call): Promise<Answer> {
  const source = call.organization.dataSources.get(call.parameters["uid"] ?? "");
  if (source === undefined) return fail(404, "Unable to find datasource");
  return await forward(call, source, call.parameters["rest"] ?? "", call.query.toString());
}

async function forward(
  call: Call,
  source: FakeDataSource,
  path: string,
  query: string,
): Promise<Answer> {
  const type = call.header("content-type");
  try {
    const response = await fetch(
      `${source.url.replace(/\/$/, "")}/${path}${query === "" ? "" : `?${query}`}`,
      call.body === undefined
        ? {}
        : {
            method: "POST",
            headers: type === undefined ? {} : { "content-type": type },
            body: typeof call.body === "string" ? call.body : JSON.stringify(call.body),
          },
    );
    const text = await response.text();
    const contentType = response.headers.get("content-type") ?? "text/plain";
    return { status: response.status, body: text, headers: { "content-type": contentType } };
  } catch {
    return { status: 502, body: "", headers: { "content-type": "text/plain" } };
  }
}
