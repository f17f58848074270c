import { fail, isObject, ok, type Answer, type Call, type Route } from "./route.ts";
import { uidFault } from "./save-dashboard.ts";
import type { Json, StoredRuleGroup } from "./state.ts";

const group = "/api/v1/provisioning/folder/:folderUid/rule-groups/:group";

/** The provisioning API of alert rules. */
export const alertingRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/api/v1/provisioning/alert-rules",
    action: "alert.provisioning:read",
    handle: ({ organization }) =>
      ok([...organization.ruleGroups.values()].flatMap(({ rules }) => rules)),
  },
  {
    method: "GET",
    path: "/api/v1/provisioning/alert-rules/:uid",
    action: "alert.provisioning:read",
    handle: ({ organization, parameters }) => {
      const all = [...organization.ruleGroups.values()].flatMap(({ rules }) => rules);
      const rule = all.find(({ uid }) => uid === parameters["uid"]);
      return rule === undefined ? { status: 404, body: undefined } : ok(rule);
    },
  },
  { method: "GET", path: group, action: "alert.provisioning:read", handle: read },
  { method: "PUT", path: group, action: "alert.provisioning:write", handle: write },
  { method: "DELETE", path: group, action: "alert.provisioning:write", handle: remove },
];

const keyOf = ({ parameters }: Call): string =>
  `${parameters["folderUid"] ?? ""}/${parameters["group"] ?? ""}`;

function read(call: Call): Answer {
  const found = call.organization.ruleGroups.get(keyOf(call));
  return found === undefined ? fail(404, "rule group not found") : ok(describe(found));
}

function write(call: Call): Answer {
  const { organization, parameters, body, state, caller } = call;
  const { folderUid = "", group: title = "" } = parameters;
  if (!isObject(body) || !Array.isArray(body["rules"])) return fail(400, "bad request data");
  if (!organization.folders.has(folderUid))
    return fail(call.behaviour.missingFolderStatus, "folder does not exist");
  const interval = Number(body["interval"]);
  if (!Number.isInteger(interval) || interval <= 0 || interval % 10 !== 0)
    return fail(400, "interval must be a positive multiple of 10 seconds");
  const provenance = call.header("x-disable-provenance") === undefined ? "api" : "";
  const known = organization.ruleGroups.get(keyOf(call));
  if (known !== undefined && known.provenance !== provenance)
    return fail(409, `cannot change provenance from '${known.provenance}' to '${provenance}'`);
  const rules: Json[] = [];
  for (const rule of body["rules"] as readonly unknown[]) {
    const fault = faultOf(rule);
    if (fault !== undefined) return fail(400, fault);
    const fields = rule as Json;
    rules.push({
      ...fields,
      id: state.nextId(),
      uid: fields["uid"] ?? `rule-${state.nextId()}`,
      orgID: caller.organization,
      folderUID: folderUid,
      ruleGroup: title,
      ...(provenance === "" ? {} : { provenance }),
    });
  }
  const stored: StoredRuleGroup = { folderUid, title, interval, rules, provenance };
  organization.ruleGroups.set(keyOf(call), stored);
  return ok(describe(stored));
}

function faultOf(rule: unknown): string | undefined {
  if (!isObject(rule)) return "bad request data";
  const { title, condition, data, uid } = rule;
  if (typeof title !== "string" || title === "" || title.length > 190)
    return "invalid alert rule: title must be 1 to 190 characters long";
  if (typeof uid === "string" && uidFault(uid) !== undefined)
    return `invalid alert rule: ${uidFault(uid) ?? ""}`;
  if (!Array.isArray(data) || data.length === 0)
    return "invalid alert rule: no queries or expressions are found";
  const refIds = data.map((query: unknown) => (isObject(query) ? query["refId"] : undefined));
  if (!refIds.includes(condition))
    return `invalid alert rule: condition ${String(condition)} does not exist, must be one of ${JSON.stringify(refIds)}`;
  return undefined;
}

function remove(call: Call): Answer {
  if (!call.organization.ruleGroups.delete(keyOf(call))) return fail(404, "rule group not found");
  return { status: 204, body: undefined };
}

function describe({ folderUid, title, interval, rules }: StoredRuleGroup): Json {
  return { title, folderUid, interval, rules };
}
