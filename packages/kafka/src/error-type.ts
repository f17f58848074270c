/**
 * A bounded word for an error: the broker's name of it (`UNKNOWN_TOPIC_OR_PARTITION`), the code of a system error or of
 * librdkafka, else its class.
 */
export function errorType(error: unknown): string {
  const root = rootOf(error);
  if (typeof root !== "object" || root === null) return typeof root;
  const { type, apiId, code, name } = root as Readonly<Record<string, unknown>>;
  for (const word of [type, apiId, code]) {
    if (typeof word === "string" && /^[A-Z][A-Z0-9_]{2,60}$/.test(word)) return word;
  }
  // Numbers: the codes of librdkafka, which `type` and `name` do not tell.
  if (typeof code === "number" && Number.isInteger(code) && name === "KafkaJSError")
    return `ERR_${code}`;
  return typeof name === "string" && /^[\w$]{1,60}$/.test(name) ? name : "Error";
}

/** What kafkajs puts around an error; it says less than what is inside. */
const wrappers = new Set(["KafkaJSNumberOfRetriesExceeded", "KafkaJSNonRetriableError"]);

function rootOf(error: unknown, depth = 0): unknown {
  if (typeof error !== "object" || error === null || depth > 4) return error;
  const { name, cause, originalError, errors } = error as Readonly<Record<string, unknown>>;
  const inner = cause ?? originalError;
  if (wrappers.has(String(name)) && inner !== undefined && inner !== null)
    return rootOf(inner, depth + 1);
  if (Array.isArray(errors) && errors.length > 0) return rootOf(errors.at(-1), depth + 1);
  return error;
}
