import { existsSync } from "node:fs";
import { join } from "node:path";
import { withLock } from "./lock.ts";
import { lastLines, ServiceMissingError } from "./missing.ts";
import { cacheDirectory, findExecutables, isExecutable } from "./paths.ts";
import { run } from "./run.ts";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

const applications = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** A page without any font has no text to look at. */
const packages = ["chromium", "fonts-liberation", "fonts-dejavu-core"];

const remedy =
  "Install Chromium or Chrome (Debian: apt-get install chromium; macOS: brew install --cask chromium), or set CHROMIUM_PATH to its binary.";

let found: Promise<string> | undefined;

/**
 * The path of a Chromium: `CHROMIUM_PATH`, else one that is installed, else Debian's package, which is installed where
 * this process is root.
 * @throws ServiceMissingError `PROMENADE_SERVICE_MISSING`
 */
export function chromiumBinary(): Promise<string> {
  found ??= find();
  return found;
}

/** What Chromium has to be started with: as root, its sandbox refuses to run. */
export function chromiumArguments(): readonly string[] {
  const isRoot = process.getuid?.() === 0;
  return [
    "--disable-dev-shm-usage",
    "--font-render-hinting=none",
    ...(isRoot ? ["--no-sandbox"] : []),
  ];
}

async function find(): Promise<string> {
  const given = process.env["CHROMIUM_PATH"];
  if (given !== undefined && given !== "") {
    if (isExecutable(given)) return given;
    throw new ServiceMissingError(
      "Chromium",
      `CHROMIUM_PATH is ${given}, which is no program`,
      remedy,
    );
  }
  return installed() ?? (await install());
}

function installed(): string | undefined {
  const [first] = names.flatMap((name) => findExecutables(name, ["/usr/bin", "/snap/bin"]));
  return first ?? applications.find((path) => existsSync(path));
}

async function install(): Promise<string> {
  if (process.getuid?.() !== 0 || findExecutables("apt-get").length === 0)
    throw new ServiceMissingError("Chromium", "it is not on the PATH", remedy);
  return await withLock(join(cacheDirectory(), "chromium.lock"), async () => {
    const before = installed();
    if (before !== undefined) return before;
    const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive", LC_ALL: "C" };
    const options = { environment, timeoutMilliseconds: 280_000 };
    // A machine whose lists are fresh needs no update, and one without a network says so at the install.
    await run("apt-get", ["update"], options);
    const { code, stderr, stdout } = await run(
      "apt-get",
      ["install", "--yes", "--no-install-recommends", ...packages],
      options,
    );
    const path = installed();
    if (code !== 0 || path === undefined)
      throw new ServiceMissingError("Chromium", lastLines(stderr || stdout), remedy);
    return path;
  });
}
