import type { Promenade } from "@promenade/core";
import { expect } from "vitest";
import type { Diagnosis } from "../../src/doctor/examine.ts";
import { project, promenade } from "../helpers.ts";

/** What the doctor said. */
export interface Visit {
  readonly code: number;
  readonly ok: boolean;
  readonly steps: readonly Diagnosis[];
  /** The first step that is not right: what a reader looks at. */
  readonly cause: Diagnosis | undefined;
}

/** The set-up of an app that runs, as its file has it. */
export function setUpOf(app: Promenade, plugins = "node()"): string {
  return `import { definePlugin, promenade } from "@promenade/core";
import { node } from "@promenade/node";
import { graphql } from "@promenade/graphql";

export const metrics = promenade({
  service: "shop",
  version: "1.0.0",
  plugins: [${plugins}],
  server: { host: "127.0.0.1", port: ${new URL(app.url ?? "").port} },
});
`;
}

/** How the doctor is called. */
export interface Call {
  /** The set-up; "" for none. */
  readonly config: string;
  readonly prometheus?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
}

/** Sends the doctor to a project, with all that was given. */
export async function visit({ config, prometheus, environment, args = [] }: Call): Promise<Visit> {
  const directory = await project(config === "" ? {} : { "promenade.mjs": config });
  const { code, stdout, stderr } = await promenade(directory, ["doctor", "--json", ...args], {
    ...(prometheus === undefined ? {} : { PROMETHEUS_URL: prometheus }),
    ...environment,
  });
  expect(stderr).toBe("");
  const { ok, steps } = JSON.parse(stdout) as Pick<Visit, "ok" | "steps">;
  const cause = steps.find(({ mark }) => mark === "problem" || mark === "warning");
  return { code, ok, steps, cause };
}
