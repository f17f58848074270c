import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { ServiceIdentity } from "@promenade/core";

/** What an annotation is about. */
export type MarkKind = "deploy" | "restart" | "stop";

/** The same for all replicas of a deploy, and for nothing else. */
export function deployKey({ service, environment, version, revision }: ServiceIdentity): string {
  return createHash("sha256")
    .update([service, environment, version, revision].join("\n"))
    .digest("hex")
    .slice(0, 12);
}

/** Tags that all marks of this kind, service and environment have. */
export function commonTags(kind: MarkKind, who: ServiceIdentity): readonly string[] {
  return [
    "promenade",
    kind,
    `service:${who.service}`,
    ...(who.environment === "" ? [] : [`environment:${who.environment}`]),
  ].map(shorten);
}

export const keyTag = (who: ServiceIdentity): string => `deploy:${deployKey(who)}`;

/** All tags of a mark. */
export function tagsOf(kind: MarkKind, who: ServiceIdentity): readonly string[] {
  const { version, revision } = who;
  return [
    ...commonTags(kind, who),
    ...(version === "" ? [] : [shorten(`version:${version}`)]),
    ...(revision === "" ? [] : [`revision:${revision.slice(0, 12)}`]),
    keyTag(who),
  ];
}

/** Longer ones do not fit into Grafana's table. */
const shorten = (tag: string): string => tag.slice(0, 100);

const verbs: Readonly<Record<MarkKind, string>> = {
  deploy: "deployed",
  restart: "started again",
  stop: "stopped",
};

/** What a person reads: HTML, of which Grafana shows links. */
export function textOf(
  kind: MarkKind,
  who: ServiceIdentity,
  commitUrl: string | undefined,
): string {
  const { service, version, author, environment } = who;
  const first = `${escape([service, version].filter(Boolean).join(" "))} ${verbs[kind]}`;
  const second = [
    commitLink(who, commitUrl),
    author === "" ? "" : `by ${escape(author)}`,
    environment === "" ? "" : `in ${escape(environment)}`,
  ];
  return [first, second.filter(Boolean).join(" ")].filter(Boolean).join("\n");
}

function commitLink({ revision }: ServiceIdentity, commitUrl: string | undefined): string {
  const short = escape(revision.slice(0, 12));
  const address = commitAddress(revision, commitUrl);
  if (address === undefined) return short;
  return `<a href="${escape(address)}">${short}</a>`;
}

export function commitAddress(revision: string, commitUrl: string | undefined): string | undefined {
  if (revision === "" || commitUrl === undefined || !/^https?:\/\//.test(commitUrl))
    return undefined;
  return commitUrl.replaceAll("{revision}", encodeURIComponent(revision));
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "|": "&#124;",
};

export function escape(text: string): string {
  return text.replaceAll(/[&<>"|]/g, (character) => entities[character] ?? character);
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Where a commit can be read, from the pipeline's variables or package.json; `undefined` when nothing says. */
export function detectCommitUrl(
  environment: Environment = process.env,
  manifest = "package.json",
): string | undefined {
  const { GITHUB_SERVER_URL, GITHUB_REPOSITORY, CI_PROJECT_URL } = environment;
  if (GITHUB_SERVER_URL !== undefined && GITHUB_REPOSITORY !== undefined)
    return `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/commit/{revision}`;
  if (CI_PROJECT_URL !== undefined) return `${CI_PROJECT_URL}/-/commit/{revision}`;
  try {
    const { repository } = JSON.parse(readFileSync(manifest, "utf8")) as {
      readonly repository?: string | { readonly url?: string };
    };
    const text = (typeof repository === "string" ? repository : repository?.url) ?? "";
    const [, host = "", path = ""] =
      /(github\.com|gitlab\.com)[/:]([\w.-]+(?:\/[\w.-]+?)+)(?:\.git)?$/.exec(text) ?? [];
    if (host === "") return undefined;
    return `https://${host}/${path}${host === "gitlab.com" ? "/-" : ""}/commit/{revision}`;
  } catch {
    return undefined;
  }
}
