/** How the name of the observed library is written in the places where it stands. */
export interface Names {
  /** `my-lib`: package, plugin, dashboard file. */
  readonly kebab: string;
  /** `my_lib`: the prefix of metric names. */
  readonly snake: string;
  /** `myLib`: the factory. */
  readonly camel: string;
  /** `MyLib`: types, titles, alerts. */
  readonly pascal: string;
}

/** @throws Error when no plugin can have that name */
export function namesOf(name: string): Names {
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(name))
    throw new Error(
      `"${name}" cannot be a plugin's name. Take the library's name in lower case, with hyphens between words: my-lib.`,
    );
  const words = name.split("-");
  const pascal = words.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`).join("");
  return {
    kebab: name,
    snake: words.join("_"),
    camel: `${pascal.charAt(0).toLowerCase()}${pascal.slice(1)}`,
    pascal,
  };
}

/** Writes the names in the place of the template's, `acme`. */
export function rename(text: string, { camel, kebab, pascal, snake }: Names): string {
  return text
    .replaceAll("Acme", pascal)
    .replaceAll("acme_", `${snake}_`)
    .replaceAll(/\bacme(?=[(,)]| }| =)/g, camel)
    .replaceAll("acme", kebab);
}
