import { record, text, texts } from "../json.ts";
import type { LinkModel } from "./types.ts";

export function readLink(given: unknown): LinkModel {
  const link = record(given);
  const isTagged =
    link["type"] === "dashboards" || (link["dashboard"] !== undefined && link["url"] === undefined);
  return {
    title: text(link["title"]),
    url: text(link["url"]),
    tags: isTagged ? texts(link["tags"]) : undefined,
  };
}
