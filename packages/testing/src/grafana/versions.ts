/** What differs between the versions that are imitated. */
export interface Behaviour {
  /** As `/api/health` tells it. */
  readonly version: string;
  readonly major: number;
  /** Two dashboards, or two folders, of one name may lie in one folder. */
  readonly allowsSameTitle: boolean;
  /** A folder may lie in a folder; else `parentUid` is ignored. */
  readonly nestsFolders: boolean;
  /** A dashboard without a uid is a new one even if the title is known. */
  readonly ignoresTitleWithoutUid: boolean;
  /** The schema version that dashboards have when they are read, whatever was written. */
  readonly schemaVersionOnRead: number | undefined;
  /** Versions of `/apis/dashboard.grafana.app` and `/apis/folder.grafana.app`; none before 12. */
  readonly dashboardApis: readonly string[];
  readonly folderApis: readonly string[];
  /** An unknown folder is 404 instead of 400. */
  readonly missingFolderStatus: 400 | 404;
  /** `GET …/versions` answers an object with a continue token instead of a list. */
  readonly pagesVersions: boolean;
  /** What a person saves in the browser is stored in the second data model. */
  readonly savesSecondModel: boolean;
}

const latest: Readonly<Record<number, string>> = {
  10: "10.4.19",
  11: "11.6.7",
  12: "12.4.2",
  13: "13.1.0",
};

/**
 * The behaviours of a version: "10" to "13", or a full one.
 * @throws TypeError for a version that is not imitated
 */
export function behaviourOf(wanted: string): Behaviour {
  const version = /^\d+$/.test(wanted) ? latest[Number(wanted)] : wanted;
  const [major = 0, minor = 0] = (version ?? "").split(".").map(Number);
  if (version === undefined || !(major in latest) || Number.isNaN(minor))
    throw new TypeError(`The fake Grafana imitates versions 10 to 13, not "${wanted}".`);
  const isAtLeast = (wantedMajor: number, wantedMinor: number): boolean =>
    major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
  return {
    version,
    major,
    allowsSameTitle: isAtLeast(11, 3),
    nestsFolders: isAtLeast(11, 0),
    ignoresTitleWithoutUid: isAtLeast(11, 6),
    schemaVersionOnRead: isAtLeast(12, 1) ? 42 : undefined,
    dashboardApis: dashboardApis[major] ?? [],
    folderApis: folderApis[major] ?? [],
    missingFolderStatus: isAtLeast(12, 0) ? 404 : 400,
    pagesVersions: isAtLeast(12, 0),
    savesSecondModel: isAtLeast(13, 0),
  };
}

const dashboardApis: Readonly<Record<number, readonly string[]>> = {
  12: ["v1beta1", "v0alpha1", "v2alpha1"],
  13: ["v2", "v1", "v1beta1", "v0alpha1"],
};
const folderApis: Readonly<Record<number, readonly string[]>> = {
  12: ["v1beta1"],
  13: ["v1", "v1beta1"],
};
