const help = `npm run demo                     the sample shop with traffic, and its dashboards in the browser
npm run demo -- --check          the same for a few minutes: every panel must return data
npm run demo -- --screenshot DIR the same for six minutes, and a picture of each dashboard in DIR

DATABASE_URL      use this PostgreSQL, where databases may be created, instead of starting one
KAFKA_BROKERS     send the shop's events to this Kafka, where topics may be created, instead of starting one
REDIS_URL         keep the shop's jobs in this Redis instead of in the PostgreSQL
PROMETHEUS_URL    query this Prometheus too, which must scrape the shop
CHROMIUM_PATH     take screenshots with this Chromium instead of an installed one`;

/** What was asked for. Ends the process when that is help, or nothing that exists. */
export function parseArguments(given) {
  if (given.includes("--help") || given.includes("-h")) {
    console.log(help);
    process.exit(0);
  }
  const at = given.indexOf("--screenshot");
  const screenshotDirectory = at === -1 ? undefined : given[at + 1];
  if (at !== -1 && (screenshotDirectory === undefined || screenshotDirectory.startsWith("-"))) {
    console.error(`npm run demo: --screenshot needs the folder to write to.\n\n${help}`);
    process.exit(1);
  }
  const others = at === -1 ? given : given.toSpliced(at, 2);
  const unknown = others.find((argument) => argument !== "--check");
  if (unknown !== undefined) {
    console.error(`npm run demo: there is no option "${unknown}".\n\n${help}`);
    process.exit(1);
  }
  if (process.platform === "win32") {
    console.error("npm run demo needs Linux or macOS; on Windows, run it in WSL.");
    process.exit(1);
  }
  return { given, isCheck: given.includes("--check"), screenshotDirectory };
}
