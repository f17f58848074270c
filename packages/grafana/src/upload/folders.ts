import type { GrafanaClient } from "../client/client.ts";
import type { Transport } from "../transport/transport.ts";
import type { FolderStep } from "./names.ts";
import type { PublishedItem } from "./report.ts";

export interface FolderResult {
  /** The innermost one; `undefined`: no folder. */
  readonly uid: string | undefined;
  readonly items: readonly PublishedItem[];
}

/**
 * Makes the folders that are not there. One that is there stays as it is, also when somebody renamed or moved it.
 * @throws GrafanaFailure
 */
export async function ensureFolders(
  client: GrafanaClient,
  transport: Transport,
  path: readonly FolderStep[],
  isDryRun: boolean,
): Promise<FolderResult> {
  const items: PublishedItem[] = [];
  let parent: string | undefined;
  for (const step of path) {
    const made = await client.repeat(async () => await ensure(transport, step, parent, isDryRun));
    items.push({ ...step, ...(made ?? taken(step)) });
    parent = step.uid;
  }
  return { uid: parent, items };
}

async function ensure(
  transport: Transport,
  step: FolderStep,
  parent: string | undefined,
  isDryRun: boolean,
): Promise<Pick<PublishedItem, "result" | "reason" | "title">> {
  const { uid, title } = step;
  const known = await transport.folder(uid);
  if (known !== undefined) return { result: "unchanged", reason: "", title: known.title };
  if (isDryRun) return { result: "created", reason: "", title };
  // A folder of that name may be a person's: in older versions names are unique. Theirs is left alone; ours gets another.
  for (const name of [title, `${title} (Promenade)`, `${title} (${uid})`]) {
    if ((await transport.createFolder({ uid, title: name }, parent)) === "created") {
      const reason = name === title ? "" : `There is another folder "${title}" already.`;
      return { result: "created", reason, title: name };
    }
    const other = await transport.folder(uid);
    if (other !== undefined) return { result: "unchanged", reason: "", title: other.title };
  }
  return taken(step);
}

function taken({ title }: FolderStep): Pick<PublishedItem, "result" | "reason" | "title"> {
  const reason = "Neither its uid nor its title is free; name another in `folder`.";
  return { result: "failed", reason, title };
}
