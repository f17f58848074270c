import { describe, expect, test } from "vitest";
import { errorCode } from "../src/error-code.ts";
import { verbOf } from "../src/sources/verb.ts";

describe("the verb of a statement", () => {
  test.each([
    ["SELECT 1", "SELECT"],
    ['insert into "User" values ($1)', "INSERT"],
    ["  \n\tUPDATE x SET y = 1", "UPDATE"],
    ["(SELECT 1) UNION (SELECT 2)", "SELECT"],
    ["-- who asks\nDELETE FROM x", "DELETE"],
    ["/* a */ /* b\n */ WITH x AS (SELECT 1) SELECT * FROM x", "WITH"],
    ["COMMIT", "COMMIT"],
    ["ROLLBACK TO SAVEPOINT a", "ROLLBACK"],
    ["SELECTED", "OTHER"],
    ["DO $$ BEGIN END $$", "OTHER"],
    ["my secret password", "OTHER"],
    ["/* never closed", "OTHER"],
    ["", "OTHER"],
    ["42", "OTHER"],
  ])("%j is %s", (sql, verb) => {
    expect(verbOf(sql)).toBe(verb);
  });

  test("a long comment costs no more than its length", () => {
    const began = performance.now();
    expect(verbOf(`${"/* ".repeat(50_000)}SELECT 1`)).toBe("OTHER");
    expect(verbOf(`${"(".repeat(100_000)}x`)).toBe("OTHER");
    expect(verbOf(`${"/**/ ".repeat(20_000)}SELECT 1`)).toBe("SELECT");
    expect(performance.now() - began).toBeLessThan(1000);
  });
});

describe("the code of an error", () => {
  test.each([
    [{ code: "P2002" }, "P2002"],
    [{ name: "PrismaClientInitializationError", errorCode: "P1001" }, "P1001"],
    [{ name: "PrismaClientInitializationError" }, "initialization"],
    [{ name: "PrismaClientValidationError" }, "validation"],
    [{ name: "PrismaClientRustPanicError" }, "panic"],
    [{ name: "PrismaClientUnknownRequestError" }, "unknown_request"],
    [{ name: "DriverAdapterError" }, "driver"],
    [{ code: "ECONNREFUSED" }, "ECONNREFUSED"],
    [{ code: "user 4711 is not allowed" }, "other"],
    [{ code: 42 }, "other"],
    [new TypeError("x"), "other"],
    ["text", "other"],
    [null, "other"],
    [undefined, "other"],
  ])("%j is %s", (error, code) => {
    expect(errorCode(error)).toBe(code);
  });
});
