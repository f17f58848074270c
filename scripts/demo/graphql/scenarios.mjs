import { batch, documents, graphql, persisted } from "./documents.mjs";

const order = (productId, quantity) => ({
  order: { customerId: 3, items: [{ productId, quantity }] },
});
const asForm = {
  headers: { "content-type": "application/x-www-form-urlencoded" },
  body: "query=1",
};

/** One GraphQL request of every kind; each gives the same answer at every run. */
export const scenarios = [
  graphql(documents.products, { page: 2 }),
  graphql(documents.products, { page: 0 }),
  graphql(documents.product, { id: 7 }),
  graphql(documents.product, { id: 7_000_000 }),
  graphql(documents.product, { id: "seven" }),
  graphql(documents.prices),
  graphql(documents.ratings, { id: 7 }),
  graphql(documents.orders, { page: 4, limit: 5 }),
  graphql(documents.customers, { page: 2 }),
  graphql(documents.order, { id: 7 }),
  graphql(documents.order, { id: 7_000_000 }),
  graphql(documents.anonymous),
  graphql(documents.unknownField),
  graphql(documents.broken),
  graphql(`
    ${documents.prices}
    ${documents.anonymous}
  `),
  graphql("query Types { __schema { queryType { name } } }"),
  graphql(documents.orderPlaced),
  graphql(""),
  graphql(documents.placeOrder, order(9, 2)),
  graphql(documents.placeOrder, order(9, 900)),
  graphql(documents.placeOrder, order(9, -1)),
  graphql(documents.placeOrder, order(3_000_000, 1)),
  graphql(documents.placeOrder, { order: { ...order(9, 1).order, customerId: 3_000_000 } }),
  batch([documents.product, { id: 8 }], [documents.unknownField], [documents.ratings, { id: 8 }]),
  batch(),
  persisted(documents.product, { isRegistered: true, variables: { id: 9 } }),
  persisted(documents.product, { isRegistered: false, variables: { id: 9 } }),
  persisted(documents.product, { isRegistered: true, variables: { id: 9 } }),
  { ...graphql(documents.anonymous), body: "{ not JSON" },
  { method: "POST", path: "/graphql", ...asForm },
  { ...graphql(documents.orders, { limit: 50 }), abortAfter: 5 },
  { path: "/graphql" },
  { path: `/graphql?query=${encodeURIComponent(documents.anonymous)}` },
  {
    path: `/graphql?query=${encodeURIComponent(documents.anonymous)}`,
    headers: { "apollo-require-preflight": "1" },
  },
  { method: "DELETE", path: "/graphql" },
  { operations: [[documents.anonymous]], answers: 2 },
  { operations: [[documents.unknownField]], answers: 1 },
  // One event, and the mutation's answer and end.
  {
    operations: [[documents.orderPlaced], [documents.placeOrder, order(11, 1)]],
    answers: 3,
  },
];
