import { GrafanaFailure } from "../client/failure.ts";
import type { Transport } from "../transport/transport.ts";

type Content = Readonly<Record<string, unknown>>;

/** Where a ledger is, and what it is for, for messages. */
export interface LedgerPlace {
  readonly transport: Transport;
  readonly uid: string;
  readonly folderUid: string | undefined;
  readonly purpose: string;
}

/** What to save, or the answer when there is nothing to. */
export type Decision<R> =
  | { readonly content: Content; readonly message: string; readonly result: R }
  | { readonly content?: undefined; readonly result: R };

/**
 * Reads a ledger, decides, and saves it under the condition that nobody else saved in between. `undefined`: somebody did.
 * Once, so it belongs into `client.repeat`.
 * @throws GrafanaFailure when it cannot be read or written
 */
export async function enter<R>(
  { transport, uid, folderUid, purpose }: LedgerPlace,
  decide: (content: Content | undefined) => Decision<R>,
): Promise<R | undefined> {
  const stored = await transport.dashboard(uid);
  const decision = decide(stored?.content);
  if (decision.content === undefined) return decision.result;
  const written = await transport.write({
    uid,
    content: { ...decision.content, uid },
    folderUid: stored === undefined ? folderUid : stored.folderUid,
    message: decision.message,
    replaces: stored,
  });
  if (written === "provisioned")
    throw new GrafanaFailure(
      "PROMENADE_GRAFANA_REFUSED",
      `The dashboard ${uid} belongs to a file, so ${purpose} cannot be entered; take it out there.`,
    );
  return written === "written" ? decision.result : undefined;
}
