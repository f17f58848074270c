// What asks the shop's GraphQL API: the demo's customers and the scenarios ask in the same words.
import { createHash } from "node:crypto";

export const documents = {
  products:
    "query Products($page: Int) { products(page: $page, limit: 10) { id name priceCents } }",
  product: "query Product($id: Int!) { product(id: $id) { id sku name description stock } }",
  /** Asks for what may not be asked for any more. */
  prices: "query Prices { products(limit: 5) { id price } }",
  /** A field of it fails, and the rest is there. */
  ratings: "query Ratings($id: Int!) { product(id: $id) { id name rating } }",
  /** The customers come together, the items one by one. */
  orders: `query Orders($page: Int, $limit: Int) {
    orders(page: $page, limit: $limit) { id status customer { name city } items { productId quantity } }
  }`,
  customers: "query Customers($page: Int) { orders(page: $page) { id customer { name } } }",
  order: "query Order($id: Int!) { order(id: $id) { id totalCents items { productId quantity } } }",
  anonymous: "{ products(limit: 3) { name } }",
  placeOrder:
    "mutation PlaceOrder($order: NewOrder!) { placeOrder(order: $order) { id totalCents } }",
  orderPlaced: "subscription OrderPlaced { orderPlaced { id totalCents } }",
  unknownField: "query Mistake { products { weight } }",
  broken: "query { products { ",
};

/** A request with one operation. */
export function graphql(query, variables) {
  return post({ query, variables });
}

/** One request with many operations. */
export function batch(...operations) {
  return post(operations.map(([query, variables]) => ({ query, variables })));
}

/** A request by hash: the text is sent only to make it known. */
export function persisted(query, { isRegistered, variables }) {
  const sha256Hash = createHash("sha256").update(query).digest("hex");
  const extensions = { persistedQuery: { version: 1, sha256Hash } };
  return post({ ...(isRegistered ? {} : { query }), variables, extensions });
}

function post(value) {
  const headers = { "content-type": "application/json" };
  return { method: "POST", path: "/graphql", headers, body: JSON.stringify(value) };
}
