/** A request of a client. */
export interface ClientRequest {
  readonly query?: string;
  readonly operationName?: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly extensions?: unknown;
}

/** Every way in which an operation can end. */
export const requests: readonly ClientRequest[] = [
  { query: "query Users { users { id name } }" },
  { query: "query Users { users { id name } }" },
  { query: "{ hello }" },
  { query: 'mutation Add { add(name: "Alan") { id } }' },
  { query: "query Partial { people: users { id worst: bad } }" },
  {
    query:
      "query Nested { node { ... on User { oops: bad } ...More } } fragment More on User { bad }",
  },
  { query: "query Fail { why: boom }" },
  { query: "{" },
  { query: "{ nope }" },
  { query: "query A { hello }", operationName: "B" },
  { query: "query Several { hello } query Other { hello }" },
  { query: "query Several { hello } query Other { hello }", operationName: "Other" },
  { query: "query Echo($n: Int!) { echo(n: $n) }", variables: { n: "seven" } },
  { query: "query Echo($n: Int!) { echo(n: $n) }", variables: { n: 7 } },
  { query: "query Old { old users(limit: 1) { ...U } } fragment U on User { id friends { id } }" },
];
