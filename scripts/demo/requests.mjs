// What the shop's customers do: how often, and which request it is.
import { documents } from "./graphql/documents.mjs";
import { requests as graphqlRequests } from "./graphql/requests.mjs";

const key = { "x-api-key": "let-me-in" };
const upTo = (count) => 1 + Math.floor(Math.random() * count);
const oneOf = (...choices) => choices[upTo(choices.length) - 1];
const word = () => Math.random().toString(36).slice(2, 10);

/** `often` is relative to the others. `abortAfter` is in milliseconds: the customer closes the tab. Of a `bodyStart` the rest never comes. */
export const requests = [
  { often: 30, make: () => ({ path: `/products?page=${upTo(10)}` }) },
  { often: 30, make: () => ({ path: `/products/${upTo(200)}` }) },
  {
    often: 15,
    make: () => ({ path: `/products/search?q=${oneOf("lamp", "oak", "wool", "vase")}` }),
  },
  { often: 12, make: () => ({ path: `/customers/${upTo(500)}` }) },
  { often: 12, make: () => ({ path: `/orders/${upTo(3000)}` }) },
  { often: 8, make: () => ({ path: `/orders?page=${upTo(20)}&limit=${oneOf(10, 20, 50)}` }) },
  { often: 8, make: () => ({ path: `/orders/with-customers?page=${upTo(20)}` }) },
  { often: 12, make: () => ({ method: "POST", path: "/orders", body: order(upTo(3)) }) },
  { often: 3, make: () => ({ method: "DELETE", path: `/orders/${upTo(3000)}` }) },
  { often: 2, make: () => ({ path: "/reports/revenue", headers: key }) },
  { often: 2, make: () => ({ path: "/reports/orders.csv", headers: key }) },
  {
    often: 1,
    make: () => ({
      method: "POST",
      path: "/products",
      headers: key,
      body: product(`NEW-${word()}`),
    }),
  },
  {
    often: 1,
    make: () => ({ method: "POST", path: "/customers", body: customer(`${word()}@example.org`) }),
  },
  { often: 2, make: () => ({ method: "HEAD", path: "/products" }) },

  // Mistakes of clients.
  { often: 3, make: () => ({ path: `/products/${upTo(1000) + 10_000_000}` }) },
  { often: 2, make: () => ({ path: "/products?limit=1000" }) },
  {
    often: 2,
    make: () => ({ method: "POST", path: "/orders", body: JSON.stringify({ items: [] }) }),
  },
  { often: 1, make: () => ({ method: "POST", path: "/orders", body: "{ not JSON" }) },
  { often: 1, make: () => ({ method: "POST", path: "/orders", body: order(1, 1000) }) },
  {
    often: 2,
    make: () => ({ method: "POST", path: "/customers", body: customer("customer1@example.com") }),
  },
  {
    often: 1,
    make: () => ({ method: "POST", path: "/products", headers: key, body: product("SKU-0001") }),
  },
  { often: 1, make: () => ({ method: "POST", path: "/products", body: product("SKU-0001") }) },
  { often: 1, make: () => ({ method: "DELETE", path: `/orders/${upTo(1000) + 10_000_000}` }) },
  { often: 2, make: () => ({ path: oneOf("/wp-login.php", "/.env", `/${word()}`) }) },

  // Mistakes of ours.
  { often: 2, make: () => ({ method: "POST", path: `/orders/${upTo(3000)}/refund` }) },

  // Customers who watch for a while, and those who do not wait.
  { often: 3, make: () => ({ path: "/orders/live", abortAfter: 2000 + upTo(6000) }) },
  { often: 1, make: () => ({ path: "/reports/revenue", headers: key, abortAfter: 100 }) },
  { often: 1, make: () => ({ path: "/reports/orders.csv", headers: key, abortAfter: 15 }) },
  {
    often: 1,
    make: () => ({ method: "POST", path: "/orders", bodyStart: '{"customerId":', abortAfter: 50 }),
  },
  ...graphqlRequests,
];

/** Now and then everybody comes at once: more requests for slow queries than the pool has connections. */
export const rush = [
  ...Array.from({ length: 12 }, () => ({ path: "/reports/revenue", headers: key })),
  ...Array.from({ length: 12 }, () => ({ path: `/orders?page=${upTo(20)}&limit=50` })),
];

/** What comes over the WebSockets (`quote`, `operations`) and from the warehouse (`pattern`; without an id it is an event). */
export const messages = [
  () => ({ quote: lines(upTo(4)) }),
  () => ({ quote: lines(upTo(4)) }),
  () => ({ quote: [{ productId: 10_000_000, quantity: 1 }] }),
  () => ({ operations: [[documents.orderPlaced]] }),
  () => ({ pattern: "stock.level", data: anySku() }),
  () => ({ pattern: "stock.level", data: anySku() }),
  () => ({ pattern: "stock.level", data: "SKU-9999" }),
  () => ({ pattern: "stock.delivered", data: { sku: anySku(), quantity: upTo(5) }, id: null }),
];

function anySku() {
  return `SKU-${String(upTo(200)).padStart(4, "0")}`;
}

function lines(count, quantity) {
  const first = upTo(190);
  return Array.from({ length: count }, (_, index) => ({
    productId: first + index,
    quantity: quantity ?? upTo(3),
  }));
}

function order(count, quantity) {
  return JSON.stringify({ customerId: upTo(500), items: lines(count, quantity) });
}

function product(sku) {
  return JSON.stringify({ sku, name: "Brass bell", priceCents: 1000 + upTo(1000), stock: 50 });
}

function customer(email) {
  return JSON.stringify({ email, name: "Ada Larsen", city: "Lisbon" });
}
