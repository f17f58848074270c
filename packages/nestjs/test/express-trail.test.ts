import { tracingChannel } from "node:diagnostics_channel";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { ExpressAdapter } from "@nestjs/platform-express";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ExpressTrail, type LayerContext } from "../src/sources/express-trail.ts";
import { declaredRoute } from "../src/sources/express.ts";

interface App {
  readonly router: App;
  use(...args: readonly unknown[]): App;
  get(path: unknown, ...handlers: readonly unknown[]): App;
  param(name: string, callback: unknown): App;
  (request: unknown, response: unknown, next?: Next): void;
}
interface Response {
  end(text: string): void;
  sendStatus(status: number): void;
}
type Next = (error?: unknown) => void;

/** An app and a router of the Express that Nest's adapter brings. */
const express = (): App => new ExpressAdapter().getInstance<App>();
const newRouter = (): App => express().router;

const trails = new WeakMap<object, ExpressTrail>();
const subscribers = {
  start: (context: object): void => {
    const layer = context as LayerContext;
    const trail = trails.get(layer.req) ?? new ExpressTrail();
    trails.set(layer.req, trail);
    trail.enter(layer);
  },
};
const channel = tracingChannel("express.router.request");
let server: Server;
const templates: (string | undefined)[] = [];

const answer = (_request: unknown, response: Response): void => response.end("ok");
const pass = (_request: unknown, _response: unknown, next: Next): void => next();

beforeAll(async () => {
  channel.subscribe(subscribers as never);
  const app = express();
  app.use(pass);
  app.use("/orgs", pass);
  app.use("/early", answer);

  const users = newRouter();
  users.get("/", answer).get("/:user", pass, answer).get("/broken", answer);
  const teams = newRouter();
  teams.get(["/a", "/b/:c"], answer);
  const inner = newRouter();
  inner.get("/deep/:x", answer);
  teams.use(inner);
  app.use("/orgs/:id/users", users);
  app.use("/orgs/:id/teams/:team", teams);

  // A router that passes, below whose path another one is mounted.
  const passing = newRouter();
  passing.get("/never", answer);
  app.use("/kinds", passing);
  const things = newRouter();
  things.get("/show", answer);
  app.use("/:kind/:thing", things);

  const sub = express();
  sub.param("id", (_request: unknown, _response: unknown, next: Next) => next());
  sub.get("/items/:id", answer);
  app.use("/sub", sub);
  const wrapped = newRouter();
  wrapped.get("/inside", answer);
  app.use("/wrapped", (request: unknown, response: unknown, next: Next) =>
    wrapped(request, response, next),
  );
  app.get(/^\/pattern-(\d+)$/, answer);
  app.use("/missing", (_request: unknown, response: Response) => response.sendStatus(404));
  app.use((_error: unknown, _request: unknown, response: Response, _next: Next) =>
    response.end("failed"),
  );
  server = createServer((request, response) => {
    response.once("close", () => {
      templates.push(trails.get(request)?.template(response.statusCode));
    });
    app(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});

afterAll(() => {
  channel.unsubscribe(subscribers as never);
  server.closeAllConnections();
  server.close();
});

it.each([
  ["/orgs/42/users", "/orgs/:id/users"],
  ["/orgs/43/users/7?x=1", "/orgs/:id/users/:user"],
  ["/orgs/1/teams/red/a", "/orgs/:id/teams/:team/a"],
  ["/orgs/1/teams/red/b/2", "/orgs/:id/teams/:team/b/:c"],
  ["/orgs/1/teams/red/deep/2", "/orgs/:id/teams/:team/deep/:x"],
  ["/kinds/4/show", "/:kind/:thing/show"],
  ["/sub/items/3", "/sub/items/:id"],
  ["/wrapped/inside", "/wrapped/inside"],
  ["/pattern-12", String.raw`/^\/pattern-(\d+)$/`],
  ["/early/anything/at/all", "/early"],
  ["/missing/anything", undefined],
  ["/scanner.php", undefined],
])("calls %s %s", async (path, template) => {
  const { port } = server.address() as AddressInfo;
  templates.length = 0;
  await (await fetch(`http://127.0.0.1:${port}${path}`)).text();
  await expect.poll(() => templates.length).toBe(1);
  expect(templates).toEqual([template]);
});

it("falls back to the route of the app itself, where the router does not publish", () => {
  const request = (baseUrl: string, path: unknown): IncomingMessage =>
    ({ baseUrl, route: { path } }) as unknown as IncomingMessage;
  expect(declaredRoute(request("", "/users/:id"))).toBe("/users/:id");
  expect(declaredRoute(request("/orgs/42", "/users"))).toBeUndefined();
  expect(declaredRoute(request("", /x/))).toBeUndefined();
  expect(declaredRoute({} as IncomingMessage)).toBeUndefined();
});
