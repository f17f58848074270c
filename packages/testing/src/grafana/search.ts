import { ok, type Answer, type Call, type Route } from "./route.ts";
import { urlOf, type Json } from "./state.ts";

/** `/api/search`. */
export const searchRoutes: readonly Route[] = [
  { method: "GET", path: "/api/search", action: "dashboards:read", handle: search },
];

function search(call: Call): Answer {
  const { organization, query, options } = call;
  const words = (query.get("query") ?? "").toLowerCase();
  const tags = query.getAll("tag");
  const uids = query.getAll("dashboardUIDs");
  const folders = query.getAll("folderUIDs");
  const limit = Number(query.get("limit") ?? 1000);
  const page = Number(query.get("page") ?? 1);
  const isWanted = (title: string, own: readonly unknown[]): boolean =>
    title.toLowerCase().includes(words) && tags.every((tag) => own.includes(tag));
  const found = [...organization.dashboards.values()]
    .filter(({ json }) => isWanted(String(json["title"]), tagsOf(json)))
    .filter(({ uid }) => uids.length === 0 || uids.includes(uid))
    .filter(({ folderUid }) => folders.length === 0 || folders.includes(folderUid ?? "general"))
    .map((one) => ({
      id: one.id,
      uid: one.uid,
      title: one.json["title"],
      type: "dash-db",
      tags: tagsOf(one.json),
      url: urlOf(options.path, one),
      isStarred: false,
      folderUid: one.folderUid,
    }));
  const shelves = [...organization.folders.values()]
    .filter(({ title }) => uids.length === 0 && tags.length === 0 && isWanted(title, []))
    .map(({ id, uid, title, parentUid }) => ({
      id,
      uid,
      title,
      type: "dash-folder",
      tags: [],
      folderUid: parentUid,
    }));
  const type = query.get("type");
  const all = [
    ...(type === "dash-folder" ? [] : found),
    ...(type === "dash-db" ? [] : shelves),
  ].toSorted((a, b) => String(a.title).localeCompare(String(b.title)));
  return ok(all.slice((page - 1) * limit, page * limit));
}

function tagsOf(json: Json): readonly unknown[] {
  return Array.isArray(json["tags"]) ? (json["tags"] as unknown[]) : [];
}
