import type { IncomingMessage } from "node:http";

/** What the `router` package publishes on `express.router.request`, as its README documents it. */
export interface LayerContext {
  readonly req: IncomingMessage & {
    readonly baseUrl?: string;
    readonly route?: { readonly path?: unknown; readonly stack?: readonly unknown[] };
  };
  readonly layer: unknown;
  readonly handler: { readonly name?: string; readonly stack?: unknown };
  /** The pattern under which the layer was registered. */
  readonly route: unknown;
  readonly errorHandler?: boolean;
  readonly param?: string;
}

interface Mount {
  readonly pattern: string;
  /** Only routers and apps have layers of their own, so only they can be a parent. */
  readonly isRouter: boolean;
}

/** A catch-all: `*path`, `/*path`, `/{*path}`. */
const catchAll = /^\/?\{?\*\w*\}?$/;
const root: Mount = { pattern: "", isRouter: true };

/**
 * Composes the template of a request from the patterns of the layers that it went through.
 *
 * `req.baseUrl` has the values (`/orgs/42`), so it can only serve as the key to the pattern (`/orgs/:id`) under which
 * a router was mounted.
 */
export class ExpressTrail {
  #mounts: Map<string, Mount> | undefined;
  #route: string | undefined;
  #isCatchAll = false;
  #mount = "";

  /** A layer begins. Error handlers and parameter callbacks say nothing about the route. */
  enter({ req, layer, handler, route, errorHandler, param }: LayerContext): void {
    if (errorHandler === true || param !== undefined) return;
    const base = req.baseUrl ?? "";
    const pattern = String(route);
    if (req.route?.stack?.includes(layer) === true) this.#enterRoute(base, pattern);
    else if (pattern === "/") this.#mount = this.#patternOf(base) ?? "";
    else this.#enterMount(base, pattern, handler);
  }

  /** The template; undefined when no route answered. */
  template(status: number): string | undefined {
    if (this.#route !== undefined)
      return status === 404 && this.#isCatchAll ? undefined : this.#route;
    // A mounted middleware that answers (GraphQL, static files) has no route, only the pattern of its mount.
    return status === 404 || this.#mount === "" ? undefined : this.#mount;
  }

  #enterRoute(base: string, pattern: string): void {
    // Nest's own not-found handler is a route without a leading slash.
    if (pattern === "*path") {
      this.#mount = "";
      return;
    }
    const prefix = this.#patternOf(base);
    this.#isCatchAll = catchAll.test(pattern);
    this.#route = prefix === undefined ? undefined : compose(prefix, pattern);
  }

  #enterMount(base: string, pattern: string, handler: LayerContext["handler"]): void {
    const isRouter = Array.isArray(handler.stack) || handler.name === "mounted_app";
    const composed = catchAll.test(pattern) ? "" : this.#parentOf(base, pattern) + pattern;
    this.#mount = composed;
    this.#mounts ??= new Map();
    this.#mounts.set(base, { pattern: composed, isRouter });
  }

  #patternOf(base: string): string | undefined {
    return base === "" ? "" : this.#mounts?.get(base)?.pattern;
  }

  /** The pattern of the router that holds a mount: the innermost one whose remainder has as many segments. */
  #parentOf(base: string, pattern: string): string {
    const parents = [["", root] as const, ...(this.#mounts ?? [])]
      .filter(([known, { isRouter }]) => isRouter && (known === "" || base.startsWith(`${known}/`)))
      .toSorted(([a], [b]) => b.length - a.length);
    const count = segments(pattern);
    const fitting = parents.find(([known]) => segments(base.slice(known.length)) === count);
    return (fitting ?? parents[0])?.[1].pattern ?? "";
  }
}

/** `/orgs/:id` and `/` are one route, not two. */
function compose(prefix: string, pattern: string): string {
  return prefix !== "" && pattern === "/" ? prefix : prefix + pattern;
}

function segments(path: string): number {
  return path.split("/").filter((segment) => segment !== "").length;
}
