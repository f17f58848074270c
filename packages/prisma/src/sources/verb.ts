/** First keywords that become a label; anything else is `OTHER`. */
const verbs: ReadonlySet<string> = new Set([
  "SELECT",
  "INSERT",
  "UPDATE",
  "DELETE",
  "MERGE",
  "REPLACE",
  "WITH",
  "CALL",
  "BEGIN",
  "START",
  "COMMIT",
  "ROLLBACK",
  "SAVEPOINT",
  "RELEASE",
  "SET",
  "SHOW",
  "EXPLAIN",
  "CREATE",
  "ALTER",
  "DROP",
  "TRUNCATE",
  "LOCK",
  "VACUUM",
  "ANALYZE",
  "REFRESH",
  "PRAGMA",
]);

/** Statements that only steer a transaction: no query of the app's. */
export const transactionVerbs: ReadonlySet<string> = new Set([
  "BEGIN",
  "START",
  "COMMIT",
  "ROLLBACK",
  "SAVEPOINT",
  "RELEASE",
]);

/** White space, comments and an opening parenthesis may stand before the keyword; no keyword is longer than 9. */
const beforeKeyword = /^(?:[\s(]+|--[^\n]*\n|\/\*[\s\S]*?\*\/)+/;
const keyword = /^[A-Za-z]{1,10}/;

/** The first keyword of an SQL statement in capitals: a bounded `db.operation.name`. */
export function verbOf(sql: string): string {
  const word = keyword.exec(sql) ?? keyword.exec(sql.replace(beforeKeyword, ""));
  const verb = word?.[0].toUpperCase() ?? "";
  return verbs.has(verb) ? verb : "OTHER";
}
