import { batch, documents, graphql, persisted } from "./documents.mjs";

const upTo = (count) => 1 + Math.floor(Math.random() * count);
const page = () => ({ page: upTo(20) });
const product = () => ({ id: upTo(200) });
const order = (productId) => ({
  order: { customerId: upTo(500), items: [{ productId, quantity: upTo(3) }] },
});

/** What the shop's customers ask its GraphQL API: how often, and which request it is. */
export const requests = [
  { often: 12, make: () => graphql(documents.products, page()) },
  { often: 12, make: () => graphql(documents.product, product()) },
  { often: 4, make: () => graphql(documents.orders, { ...page(), limit: 20 }) },
  { often: 4, make: () => graphql(documents.customers, page()) },
  { often: 6, make: () => graphql(documents.placeOrder, order(upTo(200))) },
  { often: 2, make: () => graphql(documents.anonymous) },
  {
    often: 3,
    make: () => batch([documents.product, product()], [documents.products, page()]),
  },

  // A client that knows the hash, one that has to send the text first, and one whose text nobody has ever sent.
  {
    often: 4,
    make: () => persisted(documents.products, { isRegistered: true, variables: page() }),
  },
  {
    often: 1,
    make: () => persisted(documents.products, { isRegistered: false, variables: page() }),
  },
  { often: 1, make: () => persisted(documents.prices, { isRegistered: true }) },

  // Mistakes of clients.
  { often: 2, make: () => graphql(documents.prices) },
  { often: 1, make: () => graphql(documents.unknownField) },
  { often: 1, make: () => graphql(documents.broken) },
  { often: 1, make: () => graphql(documents.product, { id: "seven" }) },
  { often: 1, make: () => graphql(documents.order, { id: upTo(1000) + 10_000_000 }) },
  { often: 1, make: () => graphql(documents.placeOrder, order(10_000_000)) },

  // A mistake of ours.
  { often: 2, make: () => graphql(documents.ratings, product()) },
];
