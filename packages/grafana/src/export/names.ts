import { createHash } from "node:crypto";

/** A name for a file: the uid without the prefix that the directory tells already. */
export function fileName(uid: string): string {
  return uid.replace(/^promenade-/, "");
}

/** A name for a Kubernetes object, which allows lower-case letters, digits and dashes only: changed names get a hash. */
export function kubernetesName(name: string): string {
  const slug = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
  return shortened(slug, name, 63, slug === name);
}

/** The uid of an alert rule in Grafana: at most 40 letters, digits, dashes and underscores. */
export function ruleUid(group: string, alert: string): string {
  const name = `${group}-${alert}`;
  const slug = name.replaceAll(/[^a-zA-Z0-9_-]+/g, "-");
  return shortened(slug, name, 40, slug === name);
}

function shortened(slug: string, name: string, limit: number, isFaithful: boolean): string {
  if (isFaithful && slug.length <= limit) return slug;
  const hash = createHash("sha256").update(name).digest("hex").slice(0, 8);
  return `${slug.slice(0, limit - 9).replace(/-$/, "")}-${hash}`;
}
