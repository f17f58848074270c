const help = `npm run demo               the sample shop with traffic, and what its dashboards show
npm run demo -- --check    the same for a few minutes: every panel must return data

DATABASE_URL      use this PostgreSQL, where databases may be created, instead of starting one
PROMETHEUS_URL    query this Prometheus, which must scrape the shop, instead of starting one`;

/** What was asked for. Ends the process when that is help, or nothing that exists. */
export function parseArguments(given) {
  if (given.includes("--help") || given.includes("-h")) {
    console.log(help);
    process.exit(0);
  }
  const unknown = given.find((argument) => argument !== "--check");
  if (unknown !== undefined) {
    console.error(`npm run demo: there is no option "${unknown}".\n\n${help}`);
    process.exit(1);
  }
  if (process.platform === "win32") {
    console.error("npm run demo needs Linux or macOS; on Windows, run it in WSL.");
    process.exit(1);
  }
  return { given, isCheck: given.includes("--check") };
}
