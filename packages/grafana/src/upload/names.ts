import { createHash } from "node:crypto";
import type { ServiceIdentity } from "@promenade/core";
import type { FolderOptions, UploadOptions } from "./options.ts";

/** A uid of at most 40 characters: what does not fit becomes a hash, so that it stays the same and unlike others. */
export function uidOf(...parts: readonly string[]): string {
  const text = parts
    .map((part) => part.replaceAll(/[^a-zA-Z0-9_-]+/g, "-").replaceAll(/^-+|-+$/g, ""))
    .filter((part) => part !== "")
    .join("-");
  if (text.length <= 40 && text !== "") return text;
  const hash = createHash("sha256").update(parts.join("\n")).digest("hex").slice(0, 8);
  return text === "" ? `promenade-${hash}` : `${text.slice(0, 31)}-${hash}`;
}

/** What sets the dashboards of this app apart from others', when the user asked for it. */
export function separators(
  service: ServiceIdentity,
  separate: UploadOptions["separate"] = [],
): readonly string[] {
  return [...new Set(separate)].map((key) => service[key]).filter((value) => value !== "");
}

export interface FolderStep {
  readonly uid: string;
  readonly title: string;
}

/** The way to the folder, outermost first. The last one carries what separates. */
export function folderPath(
  folder: UploadOptions["folder"],
  separated: readonly string[],
): readonly FolderStep[] {
  const given = typeof folder === "string" ? (folder === "" ? [] : [folder]) : folder;
  const steps = (given ?? ["Promenade"]).map((step): FolderOptions =>
    typeof step === "string" ? { title: step } : step,
  );
  const titles = steps.map(({ title }) => title.toLowerCase());
  return steps.map(({ title, uid }, index) => {
    const isLast = index === steps.length - 1;
    const own = isLast ? separated : [];
    return {
      uid: uid ?? uidOf(...titles.slice(0, index + 1), ...own),
      title: own.length === 0 ? title : `${title} (${own.join(", ")})`,
    };
  });
}
