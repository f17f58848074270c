import { Agent, request } from "node:http";

interface Visit {
  readonly method?: "GET" | "POST";
  readonly path: string;
  readonly body?: unknown;
}

/** How often each thing is done, per second: enough for a 95th percentile in less than a minute. */
const perSecond = 3;
/** When the shop is slow, customers queue up no further than this. */
const mostAtOnce = 80;

const graphql = (query: string, variables: object): Visit => ({
  method: "POST",
  path: "/graphql",
  body: { query, variables },
});

/** What customers do, by a number that rises with each round: at each run the same. */
const visits: readonly ((round: number) => Visit)[] = [
  (round) => ({ path: `/products?page=${1 + (round % 10)}` }),
  (round) => ({ path: `/products/${1 + (round % 200)}` }),
  (round) => ({ path: `/products/search?q=${["lamp", "oak", "wool"][round % 3]}` }),
  (round) => ({ path: `/customers/${1 + (round % 500)}` }),
  (round) => ({ path: `/orders/${1 + (round % 3000)}` }),
  (round) => ({ path: `/orders?page=${1 + (round % 20)}&limit=5` }),
  (round) => ({ path: `/orders/with-customers?page=${1 + (round % 20)}` }),
  (round) => ({
    method: "POST",
    path: "/orders",
    body: { customerId: 1 + (round % 500), items: [{ productId: 1 + (round % 200), quantity: 1 }] },
  }),
  (round) =>
    graphql("query Products($page: Int) { products(page: $page, limit: 10) { id name } }", {
      page: 1 + (round % 10),
    }),
  (round) =>
    graphql("query Product($id: Int!) { product(id: $id) { name stock } }", {
      id: 1 + (round % 200),
    }),
  (round) =>
    graphql(
      "query Orders($page: Int) { orders(page: $page, limit: 5) { id customer { name } items { quantity } } }",
      { page: 1 + (round % 20) },
    ),
];

/** Sends the shop its customers, evenly, until `stop()`. They come as often as before, however long an answer takes. */
export function sendCustomers(url: string): { stop(): void } {
  const agent = new Agent({ keepAlive: true, maxSockets: mostAtOnce });
  const started = performance.now();
  let running = 0;
  let sent = 0;
  const send = ({ method = "GET", path, body }: Visit): void => {
    if (running >= mostAtOnce) return;
    running += 1;
    const headers = body === undefined ? {} : { "content-type": "application/json" };
    const one = request(new URL(path, url), { agent, method, headers });
    one.on("response", (response) => response.on("error", () => {}).resume());
    // A shop that is being deployed is down for a moment.
    one.on("error", () => {});
    one.once("close", () => (running -= 1));
    one.end(body === undefined ? undefined : JSON.stringify(body));
  };
  const timer = setInterval(() => {
    // A timer that was late makes up for it: the rate is what is compared.
    const due = ((performance.now() - started) / 1000) * perSecond * visits.length;
    for (; sent < due; sent += 1) {
      const visit = visits[sent % visits.length];
      if (visit !== undefined) send(visit(Math.floor(sent / visits.length)));
    }
  }, 20);
  return {
    stop: () => {
      clearInterval(timer);
      agent.destroy();
    },
  };
}
