import { h } from "../dom.ts";
import { text as textOf } from "../json.ts";
import { markdown } from "../markdown.ts";
import type { Drawing, PanelHost } from "./context.ts";

/** Markdown as it is; HTML as its text, because a dashboard's file may come from anywhere. */
export function text(host: PanelHost): Drawing {
  const { body, panel, fill } = host;
  return {
    draw() {
      const mode = textOf(panel.options["mode"], "markdown");
      const content = fill(textOf(panel.options["content"]));
      body.replaceChildren(
        h(
          "div",
          { class: "text-panel" },
          mode === "html"
            ? content
                .replaceAll(/<br\s*\/?>|<\/(?:p|div|li|h\d)>/gi, "\n")
                .replaceAll(/<[^>]*>/g, "")
                .split(/\n+/)
                .filter((line) => line.trim() !== "")
                .map((line) => h("p", {}, line.trim()))
            : mode === "code"
              ? h("pre", {}, content)
              : markdown(content),
        ),
      );
    },
    destroy: () => body.replaceChildren(),
  };
}
