import { styleText } from "node:util";

export type Color = "red" | "green" | "yellow" | "cyan" | "dim" | "bold";
export type Paint = (color: Color, text: string) => string;
export type Mark = "ok" | "warning" | "problem" | "skipped";

export const marks: Readonly<
  Record<Mark, { readonly symbol: string; readonly word: string; readonly color: Color }>
> = {
  ok: { symbol: "✔", word: "ok", color: "green" },
  warning: { symbol: "!", word: "warning", color: "yellow" },
  problem: { symbol: "✖", word: "problem", color: "red" },
  skipped: { symbol: "-", word: "skipped", color: "dim" },
};

/** Paints for a stream: `styleText` looks at whether it is a terminal, and at NO_COLOR and FORCE_COLOR. */
export function painter(stream: NodeJS.WritableStream, isWanted: boolean): Paint {
  if (!isWanted) return (_color, text) => text;
  return (color, text) => styleText(color, text, { stream });
}
