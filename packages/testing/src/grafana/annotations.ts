import { fail, isObject, ok, type Answer, type Call, type Route } from "./route.ts";
import type { StoredAnnotation } from "./state.ts";

/** `/api/annotations`. */
export const annotationRoutes: readonly Route[] = [
  { method: "GET", path: "/api/annotations", action: "annotations:read", handle: list },
  { method: "GET", path: "/api/annotations/tags", action: "annotations:read", handle: tags },
  { method: "POST", path: "/api/annotations", action: "annotations:create", handle: create },
  {
    method: "POST",
    path: "/api/annotations/graphite",
    action: "annotations:create",
    handle: createGraphite,
  },
  { method: "GET", path: "/api/annotations/:id", action: "annotations:read", handle: read },
  { method: "PUT", path: "/api/annotations/:id", action: "annotations:write", handle: update },
  { method: "PATCH", path: "/api/annotations/:id", action: "annotations:write", handle: patch },
  { method: "DELETE", path: "/api/annotations/:id", action: "annotations:delete", handle: remove },
];

const strings = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];

function create(call: Call): Answer {
  const { body } = call;
  if (!isObject(body)) return fail(400, "bad request data");
  const { text, time, timeEnd, dashboardUID, panelId, data } = body;
  if (typeof text !== "string" || text === "") return fail(400, "Failed to save annotation");
  const uid = typeof dashboardUID === "string" && dashboardUID !== "" ? dashboardUID : undefined;
  if (uid !== undefined && !call.organization.dashboards.has(uid))
    return fail(404, "Dashboard not found");
  const start = typeof time === "number" && time > 0 ? time : Date.now();
  const end = typeof timeEnd === "number" && timeEnd > 0 ? timeEnd : start;
  const annotation = add(call, {
    text,
    tags: strings(body["tags"]),
    // Grafana turns a region that ends before it begins.
    time: Math.min(start, end),
    timeEnd: Math.max(start, end),
    dashboardUID: uid,
    panelId: Number(panelId ?? 0),
    data: data ?? {},
  });
  return ok({ message: "Annotation added", id: annotation.id });
}

function createGraphite(call: Call): Answer {
  const { body } = call;
  if (!isObject(body)) return fail(400, "bad request data");
  const { what, when, tags: given, data } = body;
  if (typeof what !== "string" || what === "")
    return fail(400, "Failed to save Graphite annotation");
  const names = typeof given === "string" ? given.split(" ") : given;
  if (!Array.isArray(names)) return fail(400, "Failed to save Graphite annotation");
  const time = typeof when === "number" && when > 0 ? when * 1000 : Date.now();
  const text = typeof data === "string" && data !== "" ? `${what}\n${data}` : what;
  const annotation = add(call, {
    text,
    tags: strings(names),
    time,
    timeEnd: time,
    dashboardUID: undefined,
    panelId: 0,
    data: {},
  });
  return ok({ message: "Graphite annotation added", id: annotation.id });
}

function add(
  { organization, state, caller }: Call,
  fields: Omit<StoredAnnotation, "id" | "created" | "updated" | "login">,
): StoredAnnotation {
  const created = Date.now();
  const annotation = {
    id: state.nextId(),
    ...fields,
    created,
    updated: created,
    login: caller.login,
  };
  organization.annotations.set(annotation.id, annotation);
  return annotation;
}

function find({ organization, parameters }: Call): StoredAnnotation | Answer {
  const id = Number(parameters["id"]);
  if (!Number.isInteger(id) || id <= 0) return fail(400, "annotationId is invalid");
  return organization.annotations.get(id) ?? fail(404, "Annotation not found");
}

function read(call: Call): Answer {
  const found = find(call);
  return "status" in found ? found : ok(describe(found));
}

function patch(call: Call): Answer {
  const found = find(call);
  if ("status" in found) return found;
  if (!isObject(call.body)) return fail(400, "bad request data");
  const { text, tags: given, time, timeEnd, data } = call.body;
  if (typeof text === "string" && text !== "") found.text = text;
  if (Array.isArray(given)) found.tags = strings(given);
  if (typeof time === "number" && time > 0) found.time = time;
  if (typeof timeEnd === "number" && timeEnd > 0) found.timeEnd = timeEnd;
  if (data !== undefined) found.data = data;
  found.updated = Date.now();
  return ok({ message: "Annotation patched" });
}

function update(call: Call): Answer {
  const found = find(call);
  if ("status" in found) return found;
  if (!isObject(call.body)) return fail(400, "bad request data");
  const { text, tags: given, time, timeEnd } = call.body;
  if (typeof text !== "string" || text === "") return fail(400, "Failed to update annotation");
  found.text = text;
  found.tags = strings(given);
  if (typeof time === "number") found.time = time;
  found.timeEnd = typeof timeEnd === "number" ? timeEnd : found.time;
  found.updated = Date.now();
  return ok({ message: "Annotation updated" });
}

function remove(call: Call): Answer {
  const found = find(call);
  if ("status" in found) return found;
  call.organization.annotations.delete(found.id);
  return ok({ message: "Annotation deleted" });
}

function list({ organization, query }: Call): Answer {
  const wanted = query.getAll("tags");
  const matchesAny = query.get("matchAny") === "true";
  const from = Number(query.get("from") ?? 0);
  const to = Number(query.get("to") ?? 0);
  const uid = query.get("dashboardUID");
  if (uid !== null && !organization.dashboards.has(uid)) return fail(400, "Dashboard not found");
  const found = [...organization.annotations.values()]
    .filter((one) => from <= 0 || to <= 0 || (one.time <= to && one.timeEnd >= from))
    .filter((one) => uid === null || one.dashboardUID === uid)
    .filter(({ tags: own }) =>
      wanted.length === 0
        ? true
        : matchesAny
          ? wanted.some((tag) => own.includes(tag))
          : wanted.every((tag) => own.includes(tag)),
    )
    .toSorted((a, b) => b.timeEnd - a.timeEnd || b.id - a.id);
  return ok(found.slice(0, Number(query.get("limit") ?? 100)).map(describe));
}

function tags({ organization, query }: Call): Answer {
  const counts = new Map<string, number>();
  for (const annotation of organization.annotations.values())
    for (const tag of annotation.tags)
      if (tag.includes(query.get("tag") ?? "")) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  const found = [...counts].map(([tag, count]) => ({ tag, count }));
  return ok({ result: { tags: found.slice(0, Number(query.get("limit") ?? 100)) } });
}

function describe(annotation: StoredAnnotation): Record<string, unknown> {
  return {
    alertId: 0,
    alertName: "",
    dashboardId: 0,
    userId: 1,
    newState: "",
    prevState: "",
    email: "",
    avatarUrl: "",
    ...annotation,
    dashboardUID: annotation.dashboardUID ?? "",
  };
}
