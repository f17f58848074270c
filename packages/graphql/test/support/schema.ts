import type { buildSchema, GraphQLError, GraphQLSchema } from "graphql";

/** What a schema is made with: of the graphql that the server uses. */
export interface GraphqlModule {
  readonly buildSchema: typeof buildSchema;
  readonly GraphQLError: typeof GraphQLError;
}

const sdl = /* GraphQL */ `
  type Query {
    hello: String
    echo(n: Int!): Int
    users(first: Int, limit: Int @deprecated(reason: "use first")): [User!]!
    node: Node
    boom: String!
    old: String @deprecated(reason: "use hello")
    slow: String
  }
  interface Node {
    id: ID!
  }
  type User implements Node {
    id: ID!
    name: String
    bad: String
    friends: [User!]!
  }
  type Mutation {
    add(name: String!): User
  }
  type Subscription {
    ticks(count: Int!): Int
    refused: Int
  }
`;

type Resolver = (source: unknown, args: Readonly<Record<string, unknown>>) => unknown;

export interface Hooks {
  /** Called by every resolver of `Query.users` and `User.friends`. */
  readonly onQuery?: () => void;
}

const users = [
  { __typename: "User", id: "1", name: "Ada" },
  { __typename: "User", id: "2", name: "Grace" },
];

export function makeSchema(
  graphql: GraphqlModule,
  { onQuery = () => {} }: Hooks = {},
): GraphQLSchema {
  const find = async (): Promise<typeof users> => {
    await new Promise((resolve) => setImmediate(resolve));
    onQuery();
    return users;
  };
  const resolvers: Record<string, Record<string, Resolver>> = {
    Query: {
      hello: () => "world",
      echo: (_source, { n }) => n,
      users: find,
      node: () => users[0],
      boom: () => {
        throw new Error("secret detail");
      },
      old: () => "old",
      slow: async () => await new Promise((resolve) => setTimeout(resolve, 50, "late")),
    },
    User: {
      bad: async () => {
        throw new graphql.GraphQLError("no tea", { extensions: { code: "TEAPOT" } });
      },
      friends: find,
    },
    Mutation: { add: (_source, { name }) => ({ id: "3", name }) },
    Subscription: { ticks: (source) => source },
  };
  const schema = graphql.buildSchema(sdl);
  for (const [type, fields] of Object.entries(resolvers)) {
    const known = (
      schema.getType(type) as unknown as { getFields(): Record<string, { resolve?: unknown }> }
    ).getFields();
    for (const [field, resolve] of Object.entries(fields)) (known[field] ?? {}).resolve = resolve;
  }
  const subscription = schema.getSubscriptionType()?.getFields() as unknown as Record<
    string,
    { subscribe?: unknown }
  >;
  (subscription["ticks"] ?? {}).subscribe = async function* ticks(
    _source: unknown,
    { count }: { readonly count: number },
  ) {
    for (let at = 1; at <= count; at += 1) yield at;
  };
  (subscription["refused"] ?? {}).subscribe = () => {
    throw new graphql.GraphQLError("not for you", { extensions: { code: "FORBIDDEN" } });
  };
  return schema;
}
