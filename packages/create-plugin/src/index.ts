export { createPlugin, type CreatedPlugin, type CreateOptions } from "./create-plugin.ts";
