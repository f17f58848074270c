import type { FakeAccount, FakeGrafanaOptions, FakeRole } from "./options.ts";

/** Who asks. */
export interface Caller {
  /** `token:<token>` or `user:<login>`. */
  readonly account: string;
  readonly login: string;
  readonly organization: number;
  readonly role: FakeRole;
  readonly permissions: Readonly<Record<string, readonly string[]>>;
  readonly isServiceAccount: boolean;
}

/** Why nobody was recognised, as Grafana says it. */
export interface Refusal {
  readonly message: string;
  readonly messageId: string;
}

const folders = ["folders:*"];
const boards = ["dashboards:*", "folders:*"];
const organization = ["annotations:type:organization", "annotations:type:dashboard"];

const viewer: Readonly<Record<string, readonly string[]>> = {
  "dashboards:read": boards,
  "folders:read": folders,
  "annotations:read": organization,
  "datasources:query": ["datasources:*"],
  "alert.rules:read": folders,
  "orgs:read": [],
};
const editor = {
  ...viewer,
  "dashboards:create": folders,
  "dashboards:write": boards,
  "dashboards:delete": boards,
  "folders:create": folders,
  "folders:write": folders,
  "folders:delete": folders,
  "annotations:create": organization,
  "annotations:write": organization,
  "annotations:delete": organization,
  "alert.rules:create": folders,
  "alert.rules:write": folders,
};
const admin = {
  ...editor,
  "datasources:read": ["datasources:*"],
  "alert.provisioning:read": [],
  "alert.provisioning:write": [],
};

/** What a basic role may do, as far as it is imitated. */
const permissionsOf: Readonly<Record<FakeRole, Readonly<Record<string, readonly string[]>>>> = {
  Viewer: viewer,
  Editor: editor,
  Admin: admin,
};

const defaultTokens: Readonly<Record<string, FakeAccount>> = {
  "admin-token": { role: "Admin" },
  "editor-token": { role: "Editor" },
  "viewer-token": { role: "Viewer" },
};

/** Recognises who asks, by `Authorization` and `X-Grafana-Org-Id`. */
export function callerOf(
  options: FakeGrafanaOptions,
  authorization: string | undefined,
  organizationHeader: string | undefined,
): Caller | Refusal {
  const [, scheme = "", credentials = ""] = /^(\S+) +(.*?) *$/.exec(authorization ?? "") ?? [];
  if (scheme.toLowerCase() === "bearer") {
    const account = (options.tokens ?? defaultTokens)[credentials];
    if (account === undefined) return { message: "Invalid API key", messageId: "api-key.invalid" };
    return caller(`token:${credentials}`, "sa-1-promenade", account, true);
  }
  if (scheme.toLowerCase() === "basic") {
    const [, login = "", password = ""] =
      /^([^:]*):(.*)$/s.exec(Buffer.from(credentials, "base64").toString()) ?? [];
    const user = (options.users ?? { admin: { password: "admin" } })[login];
    if (user === undefined || user.password !== password)
      return { message: "Invalid username or password", messageId: "password-auth.failed" };
    // A token belongs to one organization; only a user may name another.
    const wanted = Number(organizationHeader ?? Number.NaN);
    const account = Number.isInteger(wanted) ? { ...user, organization: wanted } : user;
    return caller(`user:${login}`, login, account, false);
  }
  return { message: "Unauthorized", messageId: "auth.unauthorized" };
}

function caller(
  account: string,
  login: string,
  { role = "Admin", organization: number = 1, permissions }: FakeAccount,
  isServiceAccount: boolean,
): Caller {
  return {
    account,
    login,
    organization: number,
    role,
    permissions: permissions ?? permissionsOf[role],
    isServiceAccount,
  };
}
