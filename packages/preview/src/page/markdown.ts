import { h, link } from "./dom.ts";

const inline =
  /`([^`]+)`|\*\*([^*]+)\*\*|__([^_]+)__|\*([^*]+)\*|\[([^\]]+)\]\(([^)\s]+)\)|(https?:\/\/[^\s)]+)/g;

/** The part of Markdown that dashboards use, as elements. HTML in it stays text. */
export function markdown(source: string): readonly HTMLElement[] {
  const blocks: HTMLElement[] = [];
  let paragraph: string[] = [];
  let items: HTMLElement | undefined;
  const flush = (): void => {
    if (paragraph.length > 0) blocks.push(h("p", {}, inlineOf(paragraph.join(" "))));
    paragraph = [];
  };
  const lines = source.replaceAll("\r", "").split("\n");
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? "";
    const [, hashes, heading = ""] = /^(#{1,6})\s+(.*)$/.exec(line) ?? [];
    const [, bullet, item = ""] = /^\s*([-*+]|\d+[.)])\s+(.*)$/.exec(line) ?? [];
    if (bullet === undefined) items = undefined;
    if (line.startsWith("```")) {
      flush();
      const end = lines.findIndex((each, at) => at > index && each.startsWith("```"));
      const stop = end === -1 ? lines.length : end;
      blocks.push(h("pre", {}, h("code", {}, lines.slice(index + 1, stop).join("\n"))));
      index = stop;
    } else if (hashes !== undefined) {
      flush();
      blocks.push(
        h(`h${Math.min(6, hashes.length) as 1 | 2 | 3 | 4 | 5 | 6}`, {}, inlineOf(heading)),
      );
    } else if (bullet !== undefined) {
      flush();
      if (items === undefined) {
        items = h(/^\d/.test(bullet) ? "ol" : "ul");
        blocks.push(items);
      }
      items.append(h("li", {}, inlineOf(item)));
    } else if (/^\s*(?:---+|\*\*\*+)\s*$/.test(line)) {
      flush();
      blocks.push(h("hr"));
    } else if (line.trim() === "") flush();
    else paragraph.push(line.trim());
  }
  flush();
  return blocks;
}

function inlineOf(source: string): readonly (Node | string)[] {
  const parts: (Node | string)[] = [];
  let last = 0;
  for (const match of source.matchAll(inline)) {
    const [all, code, bold, alsoBold, italic, title, url, plainUrl] = match;
    parts.push(source.slice(last, match.index));
    last = match.index + all.length;
    if (code !== undefined) parts.push(h("code", {}, code));
    else if (bold !== undefined || alsoBold !== undefined)
      parts.push(h("strong", {}, bold ?? alsoBold));
    else if (italic !== undefined) parts.push(h("em", {}, italic));
    else if (url !== undefined) parts.push(link(url, title));
    else if (plainUrl !== undefined) parts.push(link(plainUrl, plainUrl));
  }
  parts.push(source.slice(last));
  return parts;
}
