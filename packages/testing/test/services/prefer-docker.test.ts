import { readdirSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ServiceMissingError } from "../../src/services/missing.ts";
import { preferDocker } from "../../src/services/prefer-docker.ts";
import { run } from "../../src/services/run.ts";
import { fakeDocker, type FakeDocker } from "../support/fake-docker.ts";

const deadline = 300_000;
const source = new URL("../../src/services/prefer-docker.ts", import.meta.url).href;
let docker: FakeDocker;

beforeEach(async () => {
  docker = await fakeDocker();
}, deadline);
afterEach(() => docker.remove());

const chosen = async (): Promise<string> =>
  await preferDocker(
    "redis:8",
    () => Promise.resolve("docker"),
    () => Promise.resolve("programs"),
  );

/** What a process of its own takes, as each test file is one. A pull may last half a second. */
async function chosenElsewhere(): Promise<string> {
  const program = `
    import { preferDocker } from ${JSON.stringify(source)};
    console.log(await preferDocker("redis:8", async () => "docker", async () => "programs", 500));`;
  const { stdout, stderr } = await run(process.execPath, ["--input-type=module", "-e", program]);
  return `${stdout}${stderr}`.trim();
}

const pulls = (): number => docker.commands().filter((line) => line.startsWith("pull ")).length;

it("pulls an image that is not there, once", async () => {
  docker.has("engine pull");
  expect([await chosen(), await chosen()]).toEqual(["docker", "docker"]);
  expect(docker.commands()).toEqual([
    "context inspect --format {{.Endpoints.docker.Host}}",
    "version --format {{.Server.Version}}",
    "network inspect bridge",
    "image inspect --format {{.Id}} redis:8",
    "image inspect --format {{.Id}} redis:8",
    "pull --quiet redis:8",
  ]);
});

it.each(["engine", "engine hang"])(
  "tries a pull once an hour for all processes when it fails: %s",
  { timeout: deadline },
  async (words) => {
    docker.has(words);
    const atOnce = await Promise.all([chosenElsewhere(), chosenElsewhere()]);
    expect([...atOnce, await chosenElsewhere()]).toEqual(["programs", "programs", "programs"]);
    expect(pulls()).toBe(1);
    const memory = join(docker.directory, "cache", "promenade", "docker-pulls");
    const [file = "", ...others] = readdirSync(memory);
    expect(others).toEqual([]);
    const before = Date.now() / 1000 - 3700;
    utimesSync(join(memory, file), before, before);
    expect(await chosenElsewhere()).toBe("programs");
    expect(pulls()).toBe(2);
    docker.has("engine image");
    expect(await chosenElsewhere()).toBe("docker");
    expect(pulls()).toBe(2);
  },
);

it("says what stood in Docker's way when the programs miss, too", async () => {
  docker.has("engine");
  const nothing = preferDocker(
    "redis:8",
    () => Promise.resolve(),
    () => Promise.reject(new ServiceMissingError("Redis", "no package", "Install it.")),
  );
  await expect(nothing).rejects.toThrow(
    'Redis is not available (no package; Docker: redis:8 could not be pulled: no such host; "docker pull redis:8" is tried again after an hour, or by you). Install it. [PROMENADE_SERVICE_MISSING]',
  );
});

it("asks no more of a docker whose engine does not run", async () => {
  docker.has("");
  expect([await chosen(), await chosen()]).toEqual(["programs", "programs"]);
  expect(docker.commands()).toEqual([
    "context inspect --format {{.Endpoints.docker.Host}}",
    "version --format {{.Server.Version}}",
  ]);
});

it.each([
  ["PROMENADE_DOCKER", "off", []],
  ["DOCKER_HOST", "tcp://elsewhere:2376", ["context inspect --format {{.Endpoints.docker.Host}}"]],
] as const)("does not ask the engine with %s=%s", async (name, value, commands) => {
  vi.stubEnv(name, value);
  expect(await chosen()).toBe("programs");
  expect(docker.commands()).toEqual(commands);
});

it("takes the programs where there is no docker", async () => {
  vi.stubEnv("PATH", "/nowhere");
  expect(await chosen()).toBe("programs");
});
