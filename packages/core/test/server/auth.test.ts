import { describe, expect, it } from "vitest";
import { ask, serve } from "./support.ts";

const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;

describe("a bearer token", () => {
  it.each([
    ["Bearer secret", 200],
    ["bearer  secret ", 200],
    ["Bearer secre", 401],
    ["Bearer secret2", 401],
    ["Bearer", 401],
    ["Bearer ", 401],
    ["secret", 401],
    ["Basic secret", 401],
    ["", 401],
    [undefined, 401],
  ])("%s → %d", async (authorization, expected) => {
    const { server } = await serve({ auth: { bearer: "secret" } });
    const { status, headers, body } = await ask(server.url, {
      headers: authorization === undefined ? {} : { authorization },
    });
    expect(status).toBe(expected);
    expect(headers["www-authenticate"]).toBe(
      expected === 401 ? 'Bearer realm="metrics"' : undefined,
    );
    expect(body.includes("x_total")).toBe(expected === 200);
  });

  it("may change while the app runs", async () => {
    let token = "one";
    const { server } = await serve({ auth: { bearer: () => token } });
    const statusWith = async (given: string): Promise<number> =>
      (await ask(server.url, { headers: { authorization: `Bearer ${given}` } })).status;
    expect(await statusWith("one")).toBe(200);
    token = "two";
    expect(await statusWith("one")).toBe(401);
    expect(await statusWith("two")).toBe(200);
    token = "";
    expect(await statusWith("")).toBe(401);
  });

  it("whose function fails gives 500 and keeps the reason to itself", async () => {
    const { server, log } = await serve({
      auth: {
        bearer: () => {
          throw new Error("vault at 10.0.0.1 said no");
        },
      },
    });
    for (let times = 0; times < 2; times += 1) {
      const { status, body } = await ask(server.url, { headers: { authorization: "Bearer x" } });
      expect([status, body.toString()]).toEqual([500, "the scrape failed\n"]);
    }
    expect(log.lines).toEqual([
      expect.stringContaining("the function that gives the secret of `server.auth` threw"),
    ]);
  });

  it("leaves the health checks open and hides nothing else", async () => {
    const { server } = await serve({ auth: { bearer: "secret" } });
    expect((await ask(new URL("/-/healthy", server.url).href)).status).toBe(200);
    expect((await ask(new URL("/-/ready", server.url).href)).status).toBe(200);
    expect((await ask(server.url, { method: "HEAD" })).status).toBe(401);
  });
});

describe("a user name and a password", () => {
  it.each([
    [basic("ada", "pass:wörd"), 200],
    [basic("ada", "pass"), 401],
    [basic("Ada", "pass:wörd"), 401],
    [basic("", ""), 401],
    ["Basic !!!", 401],
    ["Bearer pass:wörd".replace("ö", "o"), 401],
    [undefined, 401],
  ])("%s → %d", async (authorization, expected) => {
    const { server } = await serve({ auth: { username: "ada", password: "pass:wörd" } });
    const { status, headers } = await ask(server.url, {
      headers: authorization === undefined ? {} : { authorization },
    });
    expect(status).toBe(expected);
    expect(headers["www-authenticate"]).toBe(
      expected === 401 ? 'Basic realm="metrics", charset="UTF-8"' : undefined,
    );
  });
});
