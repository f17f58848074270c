export { stringify } from "./identity.ts";
export type * from "./json.ts";
export { render, type RenderOptions } from "./render.ts";
