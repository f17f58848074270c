import { h } from "../dom.ts";

export interface Shortcut {
  readonly keys: string;
  readonly does: string;
  readonly run: () => void;
}

/** Runs shortcuts, single keys and `g a` pairs; never while the reader types. */
export function listenToKeys(shortcuts: readonly Shortcut[]): void {
  let first = "";
  let forget: ReturnType<typeof setTimeout> | undefined;
  addEventListener("keydown", (event) => {
    const { target } = event;
    const isTyping =
      target instanceof HTMLInputElement ||
      target instanceof HTMLSelectElement ||
      target instanceof HTMLTextAreaElement;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (isTyping && event.key === "Escape") (target as HTMLElement).blur();
    if (isTyping && event.key !== "Escape") return;
    const found =
      shortcuts.find(({ keys }) => keys === `${first} ${event.key}`.trim()) ??
      shortcuts.find(({ keys }) => keys === event.key);
    clearTimeout(forget);
    first = "";
    if (found !== undefined) {
      event.preventDefault();
      found.run();
    } else if (shortcuts.some(({ keys }) => keys.startsWith(`${event.key} `))) {
      first = event.key;
      forget = setTimeout(() => {
        first = "";
      }, 1500);
    }
  });
}

const names: Readonly<Record<string, string>> = { ArrowLeft: "←", ArrowRight: "→", Escape: "Esc" };

/** The list of all shortcuts. */
export function helpDialog(shortcuts: readonly Shortcut[]): HTMLDialogElement {
  const rows = shortcuts.map(({ keys, does }) =>
    h(
      "tr",
      {},
      h(
        "td",
        {},
        keys.split(" ").map((key) => h("kbd", {}, names[key] ?? key)),
      ),
      h("td", {}, does),
    ),
  );
  const dialog: HTMLDialogElement = h("dialog", { class: "help", "aria-label": "Keyboard" });
  dialog.append(
    h("h2", {}, "Keyboard"),
    h("table", {}, h("tbody", {}, rows)),
    h(
      "p",
      { class: "note" },
      "Drag over a graph to zoom in, double-click to zoom out. Click a name in a legend to see it alone, with Ctrl to add or hide it.",
    ),
    h("button", { type: "button", class: "quiet", onclick: () => dialog.close() }, "Close"),
  );
  return dialog;
}
