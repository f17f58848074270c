// One request of every kind that the shop can meet, in an order that gives the same answers at every run.
import { scenarios as graphqlScenarios } from "./graphql/scenarios.mjs";

const key = { "x-api-key": "let-me-in" };
const json = (value) => ({
  headers: { "content-type": "application/json" },
  body: JSON.stringify(value),
});
const order = (...items) => json({ customerId: 3, items });
const product = { sku: "NEW-0001", name: "Brass bell", priceCents: 1250 };
const customer = { email: "new@example.org", name: "Ada Larsen", city: "Lisbon" };

export const scenarios = [
  { path: "/health" },
  { path: "/products" },
  { path: "/products?page=3&limit=5" },
  { path: "/products?limit=1000" },
  { path: "/products?page=x" },
  { path: "/products/7" },
  { path: "/products/7?%ZZ=1" },
  { path: "/products/%ZZ" },
  { path: "/products/7000000" },
  { path: "/products/seven" },
  { path: "/products/search?q=lamp" },
  { path: "/products/search" },
  { method: "HEAD", path: "/products/7" },
  { method: "OPTIONS", path: "/products/7" },
  { method: "PUT", path: "/products/7" },
  { method: "PROPFIND", path: "/products/7" },
  { path: "/products/7", headers: { "if-none-match": 'W/"9a-none"' } },
  { path: "/products/7", headers: { "accept-encoding": "gzip, br" } },
  { method: "POST", path: "/products", ...json(product) },
  { method: "POST", path: "/products", ...withKey(json(product)) },
  { method: "POST", path: "/products", ...withKey(json(product)) },
  { method: "POST", path: "/products", ...withKey(json({ sku: "x" })) },
  {
    method: "POST",
    path: "/products",
    headers: { ...key, "content-type": "application/json" },
    body: "{ not JSON",
  },
  { method: "POST", path: "/products", ...withKey(json({ name: "x".repeat(200_000) })) },
  {
    method: "POST",
    path: "/products",
    headers: { ...key, "content-type": "application/json", expect: "100-continue" },
    body: "{}",
  },
  { path: "/customers/3" },
  { path: "/customers/3000000" },
  { method: "POST", path: "/customers", ...json(customer) },
  { method: "POST", path: "/customers", ...json(customer) },
  {
    method: "POST",
    path: "/customers",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: "email=form@example.org&name=Form&city=Oslo",
  },
  { path: "/reports/revenue" },
  { path: "/reports/revenue", headers: key },
  { path: "/reports/revenue", headers: key, abortAfter: 50 },
  { path: "/reports/orders.csv", headers: key },
  { path: "/reports/orders.csv", headers: key, abortAfter: 5 },
  { path: "/orders?limit=10" },
  { path: "/orders/with-customers?limit=10" },
  { path: "/orders/5" },
  {
    method: "POST",
    path: "/orders",
    ...order({ productId: 3, quantity: 2 }, { productId: 1, quantity: 1 }),
  },
  { method: "POST", path: "/orders", ...order({ productId: 3, quantity: 900 }) },
  { method: "POST", path: "/orders", ...order({ productId: 3_000_000, quantity: 1 }) },
  { method: "POST", path: "/orders", ...order() },
  {
    method: "POST",
    path: "/orders",
    ...json({ customerId: 3_000_000, items: [{ productId: 2, quantity: 1 }] }),
  },
  { method: "DELETE", path: "/orders/5" },
  { method: "DELETE", path: "/orders/3000000" },
  { method: "POST", path: "/orders/5/refund" },
  { path: "/orders/live", abortAfter: 50 },
  { quote: [{ productId: 3, quantity: 2 }] },
  { quote: [{ productId: 3_000_000, quantity: 2 }] },
  { quote: "nonsense" },
  { pattern: "stock.level", data: "SKU-0005" },
  { pattern: "stock.level", data: "SKU-9999" },
  { pattern: "stock.unknown", data: "SKU-0005" },
  ...graphqlScenarios,
  { path: "/wp-login.php" },
  { path: "/metrics" },
  { path: "//health" },
  { path: "/health", headers: { connection: "close" } },
  { raw: "NONSENSE\r\n\r\n" },
  { raw: "GET /health HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n" },
  { path: "/health" },
];

function withKey({ headers, body }) {
  return { headers: { ...headers, ...key }, body };
}

export function nameOf(scenario) {
  const { method = "GET", path, raw, abortAfter, quote, operations, pattern, data } = scenario;
  if (quote !== undefined) return `WebSocket quote ${JSON.stringify(quote)}`;
  if (operations !== undefined) return `WebSocket ${operations.map(([query]) => query).join()}`;
  if (path === "/graphql") return `${method} /graphql ${scenario.body}`;
  if (pattern !== undefined) return `TCP ${pattern} ${JSON.stringify(data)}`;
  if (raw !== undefined) return JSON.stringify(raw.slice(0, 30));
  return `${method} ${path}${abortAfter === undefined ? "" : `, aborted after ${abortAfter} ms`}`;
}
