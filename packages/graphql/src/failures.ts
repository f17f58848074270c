import type { FailedIn } from "./events.ts";
import type { ErrorLike } from "./language.ts";

/** Codes of errors that carry none, as Apollo Server names them. */
const defaults: Readonly<Record<FailedIn, string>> = {
  parse: "GRAPHQL_PARSE_FAILED",
  validate: "GRAPHQL_VALIDATION_FAILED",
  request: "BAD_REQUEST",
  context: "INTERNAL_SERVER_ERROR",
  execute: "INTERNAL_SERVER_ERROR",
};
export const badInput = "BAD_USER_INPUT";
export const noOperation = "OPERATION_RESOLUTION_FAILURE";
export const notPersisted = "PERSISTED_QUERY_NOT_FOUND";

/** A word that the app's code chose; anything else could be text with a client's data in it. */
const word = /^[A-Za-z][A-Za-z0-9_.-]{0,63}$/;

export function codeOf(error: ErrorLike, phase: FailedIn): string {
  const code = error.extensions?.["code"];
  return typeof code === "string" && word.test(code) ? code : defaults[phase];
}

/** Whether an error says that a variable has a wrong value, in the words of graphql-js. */
export function isVariableError({ message, nodes, path }: ErrorLike): boolean {
  if (path !== undefined) return false;
  if (nodes !== undefined && nodes.length > 0) return nodes[0]?.kind === "VariableDefinition";
  return /^Variable "\$\w+" (?:has invalid value|got invalid value|of required type|of non-null type)/.test(
    message ?? "",
  );
}

export function isNotPersisted(error: unknown): boolean {
  const { message, extensions } = error as ErrorLike;
  return extensions?.["code"] === notPersisted || message === "PersistedQueryNotFound";
}
