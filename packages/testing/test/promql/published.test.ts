import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createEngine } from "@promenade/promql";
import { beforeAll, describe, expect, it } from "vitest";
import { debianSource } from "../../src/services/apt-source.ts";
import { exceptions, type Exception } from "./cases/exceptions.ts";
import { judge, type Verdict } from "./cases/judge.ts";
import { readScript } from "./cases/script.ts";
import { Storage } from "./cases/storage.ts";

interface Case {
  readonly place: string;
  readonly expression: string;
  readonly exception: Exception | undefined;
  readonly verdict: Verdict;
}

describe("the test cases that Prometheus publishes", () => {
  let cases: readonly Case[];
  const counted = new Map<string, number>();

  beforeAll(async () => {
    // Prometheus publishes them under the Apache License 2.0; they are read where they lie, and not kept here.
    const folder = "promql/promqltest/testdata";
    const directory = await debianSource({ package: "prometheus", suite: "sid", folder });
    cases = readdirSync(directory).flatMap((file) =>
      casesOf(file, readFileSync(join(directory, file), "utf8")),
    );
    for (const { verdict } of cases)
      counted.set(verdict.kind, (counted.get(verdict.kind) ?? 0) + 1);
  }, 600_000);

  it("are all there", () => {
    expect(cases.length).toBeGreaterThanOrEqual(1479);
    expect(counted.get("right")).toBeGreaterThanOrEqual(1461);
  });

  it("are answered right, but for those that are listed", () => {
    const surprises = cases.filter(({ verdict, exception }) => {
      // Some of those that are rounded are round anyway.
      if (verdict.kind === "right") return exception !== undefined && exception.kind !== "rounded";
      return verdict.kind !== exception?.kind || !exception.verdict.test(verdict.reason);
    });
    expect(surprises.map(describeCase)).toEqual([]);
  });

  it.each(exceptions.map((exception) => [String(exception.expression), exception] as const))(
    "have a need of the exception %s",
    (_, exception) => {
      const needed = cases.filter(({ verdict }) => verdict.kind === exception.kind);
      expect(needed.some((each) => each.exception === exception)).toBe(true);
    },
  );
});

function casesOf(file: string, text: string): readonly Case[] {
  const engine = createEngine();
  const storage = new Storage();
  const cases: Case[] = [];
  for (const command of readScript(text))
    if (command.kind === "clear") storage.clear();
    else if (command.kind === "load") storage.load(command);
    else
      cases.push({
        place: `${file}:${command.line}`,
        expression: command.expression,
        exception: exceptions.find(
          (each) =>
            each.expression.test(command.expression) &&
            (each.file === undefined || each.file === file),
        ),
        verdict: judge(engine, storage, command),
      });
  return cases;
}

function describeCase({ place, expression, verdict, exception }: Case): string {
  const listed = exception === undefined ? "" : `, and is listed: ${exception.reason}`;
  return `${place} ${expression} is ${verdict.kind}${"reason" in verdict ? ` (${verdict.reason})` : ""}${listed}`;
}
