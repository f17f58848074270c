import { createHash } from "node:crypto";

/** Hands out panel ids that follow from the titles, so that a panel keeps its id when others come and go. */
export function panelIds(): (key: string) => number {
  const taken = new Set<number>();
  return (key) => {
    let id = (Number.parseInt(sha256(key).slice(0, 8), 16) % 999_999) + 1;
    while (taken.has(id)) id = (id % 999_999) + 1;
    taken.add(id);
    return id;
  };
}

export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** A, B, … Z, AA, AB, … */
export function refId(index: number): string {
  const letter = String.fromCodePoint(65 + (index % 26));
  return index < 26 ? letter : `${refId(Math.floor(index / 26) - 1)}${letter}`;
}

/** Dashboard JSON as text that is the same for the same dashboard: two spaces, one newline at the end. */
export function stringify(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
