type Child = Node | string | number | undefined | false;

type Attributes = Readonly<Record<string, unknown>>;

/**
 * Makes an element. Text only ever becomes text: nothing here, and nothing else on the page, writes HTML.
 * `on…` attributes are listeners, `style` an object, `class` a string.
 */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly (Child | readonly Child[])[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  apply(element, attributes);
  append(element, children.flat());
  return element;
}

/** The same for SVG. */
export function svg(
  tag: string,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElement {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  apply(element, attributes);
  append(element, children);
  return element;
}

function apply(element: HTMLElement | SVGElement, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (name === "style") {
      for (const [property, each] of Object.entries(value as Record<string, string>))
        element.style.setProperty(property, each);
    } else if (name.startsWith("on") && typeof value === "function")
      element.addEventListener(name.slice(2), value as EventListener);
    else if (value === true) element.setAttribute(name, "");
    else if (typeof value === "string" || typeof value === "number")
      element.setAttribute(name, String(value));
  }
}

function append(element: Element, children: readonly Child[]): void {
  for (const child of children)
    if (child !== undefined && child !== false)
      element.append(typeof child === "number" ? String(child) : child);
}

/** A link that leads to the web or within the page; anything else, `javascript:` above all, becomes text. */
export function safeHref(url: string): string | undefined {
  if (/^[/?#]/.test(url) && !url.startsWith("//")) return url;
  try {
    return /^https?:$/.test(new URL(url).protocol) ? url : undefined;
  } catch {
    return undefined;
  }
}

export function link(url: string, ...children: readonly Child[]): HTMLElement {
  const href = safeHref(url);
  if (href === undefined) return h("span", {}, children);
  const isOutside = !href.startsWith("/");
  return h("a", { href, ...(isOutside ? { target: "_blank", rel: "noreferrer" } : {}) }, children);
}

/** A colour of the theme, for the canvas. */
export function themeColor(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}
