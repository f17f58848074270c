import type { Check } from "@promenade/core";

/** Which marks are written as Grafana's own annotations, in addition to those that the dashboards make of a metric. */
export interface AnnotationOptions {
  /** A new version or commit: a region from the first start to the last. Default true. */
  readonly deploys?: boolean;
  /** A start of what runs already: a crash, a restart, another replica. Default true. */
  readonly restarts?: boolean;
  /** `stop()` of the app. It then waits for Grafana, at most two seconds. Default true. */
  readonly stops?: boolean;
  /**
   * The page of a commit, with `{revision}` in it. Default: from the variables of GitHub Actions and GitLab CI, else the
   * `repository` of package.json.
   */
  readonly commitUrl?: string;
  /** How long after a deploy a start still belongs to it. Default 900. */
  readonly rolloutSeconds?: number;
  /**
   * A replica says that it is up at a random moment of this span, so that few have to. A former version that starts waits
   * as long for the newer one to stop, to tell a roll-back from a replica that came back. Default 20.
   */
  readonly settleSeconds?: number;
}

const kinds: Readonly<Record<string, string>> = {
  deploys: "boolean",
  restarts: "boolean",
  stops: "boolean",
  commitUrl: "string",
  rolloutSeconds: "number",
  settleSeconds: "number",
};

export const checkAnnotations: Check = (value) => {
  const isFine =
    typeof value === "boolean" ||
    (typeof value === "object" &&
      value !== null &&
      Object.entries(value).every(([key, one]) => one === undefined || typeof one === kinds[key]));
  return isFine
    ? undefined
    : "true, false, or { deploys, restarts, stops, commitUrl, rolloutSeconds, settleSeconds }";
};

/** With the defaults; `undefined` when no annotation is wanted. */
export function annotationSettings(
  options: boolean | AnnotationOptions = true,
):
  | (Required<Omit<AnnotationOptions, "commitUrl">> & Pick<AnnotationOptions, "commitUrl">)
  | undefined {
  if (options === false) return undefined;
  const given = options === true ? {} : options;
  return {
    deploys: true,
    restarts: true,
    stops: true,
    rolloutSeconds: 900,
    settleSeconds: 20,
    ...given,
  };
}
