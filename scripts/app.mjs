// Makes .demo/<app>: a sample app with this repository's packages packed into it, ready for `docker compose up --build`
// and for `npm install`, as long as the packages are not on the registry.
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { copyApp, packFor } from "./apps/work-copy.mjs";
import { root, workDirectory } from "./demo/places.mjs";
import { run, step } from "./demo/steps.mjs";

const appsDirectory = join(root, "test-apps");
const apps = readdirSync(appsDirectory).filter((name) =>
  existsSync(join(appsDirectory, name, "compose.yaml")),
);

const [name] = process.argv.slice(2);
if (name === undefined || !apps.includes(name)) {
  console.error(`npm run app: there is no app "${name ?? ""}". Name one: ${apps.join(", ")}.`);
  process.exit(1);
}
const source = join(appsDirectory, name);
const directory = join(workDirectory, name);
try {
  mkdirSync(directory, { recursive: true });
  await step("Build Promenade's packages", () =>
    run("build", "npm", ["run", "build"], { cwd: root }),
  );
  await step(`Pack them into .demo/${name}`, async () => {
    const runPack = (command, args, options) => run("pack", command, args, options);
    copyApp(source, directory, await packFor(source, join(workDirectory, "tarballs"), runPack));
  });
  console.log(`\nNow: cd .demo/${name} && docker compose up --build`);
} catch (error) {
  console.error(`\nnpm run app: ${error.message}`);
  process.exit(1);
}
