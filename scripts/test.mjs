// Runs every test on a machine that has nothing but Node 20 and npm: installs, builds, tests, counts.
// It has no dependencies and no types, because it runs before they are there.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { closingLine, countReport } from "./report.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const binaries = join(root, "node_modules", ".bin");
const environment = {
  ...process.env,
  // The Node that the development dependencies pin comes before the machine's own.
  PATH: `${binaries}${delimiter}${process.env["PATH"] ?? ""}`,
  // Here the engine never judges alone.
  PROMENADE_PROMETHEUS: process.env["PROMENADE_PROMETHEUS"] ?? "required",
  TURBO_TELEMETRY_DISABLED: "1",
  CHECKPOINT_DISABLE: "1",
};

const steps = [
  { name: "install", run: () => isInstalled() || start("npm", [isLocked() ? "ci" : "install"]) },
  { name: "build", run: () => start("tsc", ["-b", ...projects()]) },
];
for (const { name, run } of steps) {
  if (run()) continue;
  process.stderr.write(`npm test: the ${name} step failed; see above. No test was run.\n`);
  end({ passed: 0, failed: 1, skipped: 0 });
}
test(process.argv.slice(2));

function test(args) {
  const directory = mkdtempSync(join(tmpdir(), "promenade-report-"));
  const file = join(directory, "report.json");
  // The deadlines are those of a loaded machine; tests that know better set their own.
  const options = ["--testTimeout=60000", "--hookTimeout=300000"];
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const isGreen = start("vitest", ["run", ...options, ...reporters, ...args]);
  const report = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
  rmSync(directory, { recursive: true, force: true });
  end(countReport(report, isGreen));
}

function end(counts) {
  process.stdout.write(`${closingLine(counts)}\n`);
  process.exit(counts.failed === 0 ? 0 : 1);
}

/** npm writes its own copy of the lock file as the last thing that it does. */
function isInstalled() {
  return existsSync(join(root, "node_modules", ".package-lock.json")) && isCommand("vitest");
}

function isLocked() {
  return existsSync(join(root, "package-lock.json"));
}

function isCommand(name) {
  return existsSync(join(binaries, name));
}

/** Every package with sources. The root project is not among them: it only type-checks. */
function projects() {
  return readdirSync(join(root, "packages"))
    .map((name) => join("packages", name))
    .filter((directory) => existsSync(join(root, directory, "tsconfig.json")));
}

function start(command, args) {
  process.stdout.write(
    `$ ${command} ${args.slice(0, 3).join(" ")}${args.length > 3 ? " …" : ""}\n`,
  );
  const isWindows = process.platform === "win32";
  const options = { cwd: root, env: environment, stdio: ["ignore", "inherit", "inherit"] };
  const result = spawnSync(command, args, { ...options, shell: isWindows });
  if (result.error !== undefined) process.stderr.write(`${command}: ${result.error.message}\n`);
  return result.status === 0;
}
