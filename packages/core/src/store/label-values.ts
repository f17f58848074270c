import { toUSVString } from "node:util";

/**
 * The values of one label name, as small integers shared by all metrics of a registry.
 *
 * An id per value makes series keys that cannot collide, whatever the strings contain, and costs the text once.
 * Ids are counted by the series that use them, so that churning values do not leak.
 */
export class LabelValues {
  readonly name: string;
  /** Value → id. Numbers and booleans have an entry of their own beside their text. */
  readonly ids: Map<unknown, number> = new Map();
  /** Id → text; undefined for a free id. */
  readonly texts: (string | undefined)[] = [];
  /** Ids whose text was set since a renderer last looked. */
  readonly changed: Set<number> = new Set();
  readonly #users: number[] = [];
  readonly #free: number[] = [];

  constructor(name: string) {
    this.name = name;
  }

  /** The id of a value, when it has one. */
  idOf(value: unknown): number | undefined {
    return this.ids.get(value) ?? this.ids.get(textOf(value));
  }

  /** The id of a value, made when it is new. */
  intern(value: unknown): number {
    const known = this.ids.get(value);
    if (known !== undefined) return known;
    const text = textOf(value);
    let id = this.ids.get(text);
    if (id === undefined) {
      id = this.#free.pop() ?? this.texts.length;
      this.texts[id] = text;
      this.#users[id] = 0;
      this.ids.set(text, id);
      this.changed.add(id);
    }
    if (isAliased(value)) this.ids.set(value, id);
    return id;
  }

  retain(id: number): void {
    this.#users[id] = (this.#users[id] ?? 0) + 1;
  }

  release(id: number): void {
    const users = (this.#users[id] ?? 1) - 1;
    this.#users[id] = users;
    if (users > 0) return;
    const text = this.texts[id];
    for (const alias of [text, Number(text), text === "true", undefined, null]) {
      if (this.ids.get(alias) === id) this.ids.delete(alias);
    }
    this.texts[id] = undefined;
    this.#free.push(id);
  }
}

/** Values that `release` can find again from their text. */
function isAliased(value: unknown): boolean {
  return (
    typeof value === "number" || typeof value === "boolean" || value === undefined || value === null
  );
}

/**
 * An absent value is the empty string: Prometheus treats both alike. A lone surrogate has no form in UTF-8, so that
 * texts that differ in one only would be the same series twice.
 */
function textOf(value: unknown): string {
  // oxlint-disable-next-line typescript/no-base-to-string -- an object is the caller's mistake; its text bounds it
  return value === undefined || value === null ? "" : toUSVString(String(value));
}
