import { h } from "../dom.ts";
import { allValue } from "../model/variables.ts";
import type { ResolvedVariable } from "../query/run-variables.ts";

type OnChange = (name: string, values: readonly string[]) => void;

/** The drop-downs of a dashboard's variables. One that is open stays as it is. */
export function variableBar(
  bar: HTMLElement,
  resolved: readonly ResolvedVariable[],
  onChange: OnChange,
): void {
  for (const each of resolved) {
    const { variable } = each;
    if (variable.isHidden || variable.kind === "constant") continue;
    const old = bar.querySelector(`[data-variable="${CSS.escape(variable.name)}"]`);
    if (old instanceof HTMLDetailsElement && old.open) continue;
    const made = variable.kind === "textbox" ? textBox(each, onChange) : dropDown(each, onChange);
    if (old === null) bar.insertBefore(made, bar.querySelector(".switch"));
    else old.replaceWith(made);
  }
}

function textBox({ variable, choice }: ResolvedVariable, onChange: OnChange): HTMLElement {
  const change = (event: Event): void =>
    onChange(variable.name, [(event.target as HTMLInputElement).value]);
  return h(
    "label",
    { class: "variable", "data-variable": variable.name },
    h("span", {}, variable.label),
    h("input", { type: "text", value: choice.values[0] ?? "", onchange: change }),
  );
}

function dropDown(resolved: ResolvedVariable, onChange: OnChange): HTMLElement {
  const { variable, options, choice } = resolved;
  const { name, isMulti, includesAll } = variable;
  const isAll = choice.all !== undefined;
  const shown = isAll
    ? "All"
    : choice.values.length === 0
      ? "None"
      : choice.values
          .map((value) => options.find((option) => option.value === value)?.text ?? value)
          .join(" + ");
  const details: HTMLDetailsElement = h("details", { class: "variable", "data-variable": name });
  const pick = (value: string, isAdding: boolean): void => {
    if (value === allValue) onChange(name, [allValue]);
    else if (!isMulti || !isAdding) onChange(name, [value]);
    else {
      const others = isAll ? [] : choice.values;
      const next = others.includes(value)
        ? others.filter((each) => each !== value)
        : [...others, value];
      onChange(name, next.length === 0 && includesAll ? [allValue] : next);
    }
    details.open = false;
  };
  const item = (label: string, value: string, isChosen: boolean): HTMLElement =>
    h(
      "li",
      {},
      h(
        "button",
        {
          type: "button",
          role: "option",
          "aria-selected": String(isChosen),
          onclick: () => pick(value, isMulti),
        },
        h("span", { class: "check", "aria-hidden": "true" }, isChosen ? "✓" : ""),
        label,
      ),
    );
  const list = h("ul", { role: "listbox", "aria-multiselectable": String(isMulti) });
  const fill = (search: string): void => {
    const found = options
      .filter(({ text }) => text.toLowerCase().includes(search.toLowerCase()))
      .slice(0, 300);
    list.replaceChildren(
      ...(includesAll && search === "" ? [item("All", allValue, isAll)] : []),
      ...found.map(({ text, value }) => item(text, value, !isAll && choice.values.includes(value))),
      ...(found.length === 0
        ? [h("li", { class: "note" }, options.length === 0 ? "No values yet" : "Nothing fits")]
        : []),
    );
  };
  fill("");
  const search = h("input", {
    type: "search",
    placeholder: "Search",
    "aria-label": `Search ${variable.label}`,
    oninput: (event: Event) => fill((event.target as HTMLInputElement).value),
  });
  details.append(
    h("summary", { title: shown }, h("span", {}, variable.label), h("b", {}, shown)),
    h("div", { class: "menu" }, options.length > 8 && search, list),
  );
  return details;
}
