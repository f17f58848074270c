export {
  boardsOf,
  definitionsOf,
  recordedBy,
  type BoardOptions,
  type PluginBoards,
} from "./boards.ts";
