import { chmod, readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { delimiter, join } from "node:path";
import { promtool } from "@promenade/testing/services";
import { afterEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { project, promenade, setUp } from "./helpers.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** Something that answers on a port, as a container would. */
async function answering(): Promise<number> {
  const server = createServer((_request, response) => response.end("ok"));
  servers.push(server);
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return (server.address() as AddressInfo).port;
}

/** A directory whose `docker` writes down how it was called and ends with a code; the way to Node is kept. */
async function withDocker(directory: string, code: number): Promise<Record<string, string>> {
  const file = join(directory, "bin", "docker");
  await chmod(file, 0o755);
  return {
    PATH: [join(directory, "bin"), process.env["PATH"]].join(delimiter),
    DOCKER_CODE: String(code),
  };
}
const docker = `#!/bin/sh
[ "$2" = version ] && exit 0
echo "$@" >> "$(dirname "$0")/../calls"
echo "Cannot connect to the Docker daemon" >&2
exit "$DOCKER_CODE"
`;

describe("promenade up", () => {
  it("writes a Compose file with Prometheus and Grafana for the app", async () => {
    const directory = await project({ "promenade.ts": setUp });
    const { code, stdout } = await promenade(directory, ["up", "--write-only"]);
    expect(code).toBe(0);
    expect(stdout).toContain("docker compose --file .promenade/compose.yaml up --detach");
    const read = async (name: string): Promise<string> =>
      await readFile(join(directory, ".promenade", name), "utf8");
    const { services } = parse(await read("compose.yaml")) as {
      readonly services: Readonly<Record<string, { readonly ports: readonly string[] }>>;
    };
    expect(services["prometheus"]?.ports).toEqual(["127.0.0.1:9090:9090"]);
    expect(services["grafana"]?.ports).toEqual(["127.0.0.1:3001:3000"]);
    expect(parse(await read("prometheus.yml"))).toMatchObject({
      scrape_configs: [
        { job_name: "shop", static_configs: [{ targets: ["host.docker.internal:9464"] }] },
      ],
    });
    expect(await read("grafana/dashboards/node.json")).toContain("promenade-node");
    expect(await read("grafana/provisioning/datasources/promenade.yaml")).toContain(
      "http://prometheus:9090",
    );
    expect(await read(".gitignore")).toBe("*\n");
  });

  it.each(["2", "3"] as const)(
    "writes what promtool %s accepts, with several targets",
    { timeout: 300_000 },
    async (version) => {
      const directory = await project({ "promenade.ts": setUp });
      const targets = ["-t", "http://localhost:9464", "-t", "https://10.0.0.7:8443/custom"];
      await promenade(directory, ["up", "--write-only", ...targets]);
      const config = await readFile(join(directory, ".promenade", "prometheus.yml"), "utf8");
      const rules = await readFile(
        join(directory, ".promenade", "rules", "node.rules.yaml"),
        "utf8",
      );
      const local = config.replace("/etc/prometheus/rules/*.yaml", "rules.yaml");
      const files = { "prometheus.yml": local, "rules.yaml": rules };
      const checked = await promtool(["check", "config", "prometheus.yml"], { version, files });
      expect(checked).toMatchObject({ code: 0 });
      expect(checked.stdout).toMatch(/10 rules found/);
      expect(parse(config)).toMatchObject({
        scrape_configs: [
          { scheme: "http", metrics_path: "/metrics" },
          {
            job_name: "shop-2",
            scheme: "https",
            metrics_path: "/custom",
            static_configs: [{ targets: ["10.0.0.7:8443"], labels: { job: "shop" } }],
          },
        ],
      });
    },
  );

  it("starts it, waits until both answer, and ends it", async () => {
    const directory = await project({ "promenade.ts": setUp, "bin/docker": docker });
    const environment = await withDocker(directory, 0);
    const [prometheus, grafana] = [await answering(), await answering()];
    const ports = ["--prometheus-port", String(prometheus), "--grafana-port", String(grafana)];
    const started = await promenade(directory, ["up", "--json", ...ports], environment);
    expect(started).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.parse(started.stdout)).toMatchObject({
      ok: true,
      grafana: `http://localhost:${grafana}`,
      prometheus: `http://localhost:${prometheus}`,
    });
    const ended = await promenade(directory, ["up", "--down"], environment);
    expect(ended).toMatchObject({ code: 0, stderr: "" });
    const file = join(directory, ".promenade", "compose.yaml");
    expect((await readFile(join(directory, "calls"), "utf8")).trimEnd().split("\n")).toEqual([
      `compose --file ${file} --project-name promenade-shop up --detach`,
      `compose --file ${file} --project-name promenade-shop down --volumes`,
    ]);
  });

  it("says what Docker said, and what to do, when it fails", async () => {
    const directory = await project({ "promenade.ts": setUp, "bin/docker": docker });
    const { code, stderr } = await promenade(directory, ["up"], await withDocker(directory, 1));
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /docker compose up ended with 1:\n.*Cannot connect to the Docker daemon/,
    );
    expect(stderr).toMatch(/Start Docker, then try again/);
    expect(stderr).toContain("[PROMENADE_DOCKER_FAILED]");
  });

  it("keeps the files and says what to do where there is no Docker", async () => {
    const directory = await project({ "promenade.ts": setUp });
    const { code, stderr } = await promenade(directory, ["up"], { PATH: directory });
    expect(code).toBe(2);
    expect(stderr).toMatch(/Docker Compose is not on this machine.*`promenade preview`/);
    expect(stderr).toContain("[PROMENADE_DOCKER_MISSING]");
    expect(await readFile(join(directory, ".promenade", "compose.yaml"), "utf8")).toContain(
      "grafana",
    );
  });

  it("prints the Compose file with --dry-run, and writes nothing", async () => {
    const directory = await project({ "promenade.ts": setUp });
    const { code, stdout } = await promenade(directory, ["up", "--dry-run"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/image: grafana\/grafana:/);
    await expect(readFile(join(directory, ".promenade", "compose.yaml"))).rejects.toThrow(/ENOENT/);
  });

  it.each<readonly [string, readonly string[], RegExp]>([
    ["a port that is none", ["--grafana-port", "http"], /whole number from 0 to 65535/],
    ["a target that is no URL", ["--target", "localhost"], /--target takes a URL/],
    ["nothing to end", ["--down"], /nothing was started from here/],
  ])("ends with 2 for %s", async (_what, args, message) => {
    const directory = await project({ "promenade.ts": setUp });
    const { code, stdout, stderr } = await promenade(directory, ["up", ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(message);
  });

  it("asks for the address when only the running app knows it", async () => {
    const text = setUp.replace("version:", "server: false, version:");
    const directory = await project({ "promenade.ts": text });
    for (const verb of ["up", "preview"]) {
      const { code, stderr } = await promenade(directory, [verb]);
      expect(code).toBe(2);
      expect(stderr).toMatch(/Name it: --target http:/);
    }
  });
});
