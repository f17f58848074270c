/** A row of `promenade compare --json`, as far as it is looked at. */
export interface Operation {
  readonly plugin: string;
  readonly metric: string;
  readonly verdict: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Unique among all operations. */
export function nameOf({ metric, labels }: Operation): string {
  return [metric, ...Object.values(labels)].join(" ");
}

/** Work of the shop that does not ask for a product's sales: the next release does it as this one does. */
export const untouched: readonly string[] = [
  ...[
    "GET /products",
    "GET /products/search",
    "GET /customers/:id",
    "GET /orders",
    "GET /orders/:id",
    "GET /orders/with-customers",
    "POST /orders",
  ].map((name) => `http_server_request_duration_seconds ${name}`),
  ...[
    "Product findMany",
    "Product findUnique",
    "Product updateMany",
    "Customer findUnique",
    "Customer findUniqueOrThrow",
    "Customer findMany",
    "Order findMany",
    "Order findUnique",
    "Order create",
    "OrderItem findMany",
    "OrderItem count",
  ].map((name) => `prisma_operation_duration_seconds ${name}`),
  ...["Products query", "Orders query"].map((name) => `graphql_operation_duration_seconds ${name}`),
  ...["Query.products", "Query.orders", "Order.items", "Order.customer"].map(
    (name) => `graphql_field_duration_seconds ${name}`,
  ),
  ...["emails confirmation", "emails review-request", "invoices render", "invoices send"].map(
    (name) => `bullmq_job_duration_seconds ${name}`,
  ),
];

/** What asks for the sales: by itself, or because it contains what does. */
const asking: ReadonlySet<string> = new Set([
  "ProductSales",
  "/products/:id",
  "/graphql",
  "Product",
  "Query.product",
  "execute",
]);

/** Labels that name work: what has none of them is of the whole process, or of the machine. */
const work = [
  "model",
  "http_route",
  "unit",
  "graphql_operation_name",
  "field",
  "phase",
  "loader",
  "job_name",
];

/** Whether the new query can be felt in it: in who asks for it, and in the process that all share. */
export function isTouched({ labels }: Operation): boolean {
  if (labels["model"] === "Product") return false;
  const isWork = work.some((label) => label in labels);
  return !isWork || Object.values(labels).some((value) => asking.has(value));
}
