type Theme = "dark" | "light";

const key = "promenade-theme";

function stored(): Theme | undefined {
  const value = localStorage.getItem(key);
  return value === "dark" || value === "light" ? value : undefined;
}

function wanted(): Theme {
  return stored() ?? (matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark");
}

/** As the reader chose, else as the system is. `onChange` runs when it changes. */
export function startTheme(onChange: () => void): () => void {
  const apply = (): void => {
    document.documentElement.dataset["theme"] = wanted();
    onChange();
  };
  matchMedia("(prefers-color-scheme: light)").addEventListener("change", apply);
  document.documentElement.dataset["theme"] = wanted();
  return () => {
    localStorage.setItem(key, wanted() === "dark" ? "light" : "dark");
    apply();
  };
}
