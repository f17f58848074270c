export interface Provisioned {
  /** Titles. */
  readonly folders: readonly string[];
  /** The `uid` of each dashboard that a file owns, in any of these folders. */
  readonly dashboards: readonly string[];
  /** What Grafana says of its data source `prometheus`, having asked it something. */
  readonly health: string;
}

/** What a Grafana was provisioned with, which lets everybody in. */
export async function provisionedIn(url: string): Promise<Provisioned> {
  const ask = async <R>(path: string): Promise<R> => {
    const answer = await fetch(`${url}/api/${path}`);
    if (!answer.ok) throw new Error(`Grafana answers ${answer.status} to ${path}.`);
    return (await answer.json()) as R;
  };
  const folders = await ask<readonly { readonly uid: string; readonly title: string }[]>("folders");
  const found =
    await ask<readonly { readonly uid: string; readonly folderUid?: string }[]>(
      "search?type=dash-db",
    );
  const inFolders = found.filter(({ folderUid }) => folders.some(({ uid }) => uid === folderUid));
  const owned = await Promise.all(
    inFolders.map(async ({ uid }) => {
      const { meta } = await ask<{ readonly meta: { readonly provisioned: boolean } }>(
        `dashboards/uid/${uid}`,
      );
      return meta.provisioned ? [uid] : [];
    }),
  );
  const { status } = await ask<{ readonly status: string }>("datasources/uid/prometheus/health");
  return {
    folders: folders.map(({ title }) => title),
    dashboards: owned.flat().toSorted(),
    health: status,
  };
}
