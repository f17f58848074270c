// Serves what is provisioned, as Grafana does at its start. What it does not understand ends it.
import { readdirSync, readFileSync } from "node:fs";
import { createServer, request } from "node:http";
import { join } from "node:path";
import { startFakeGrafana } from "./fake/index.js";
import { parse } from "./yaml/dist/index.js";

const provisioning = "/etc/grafana/provisioning";
const isAnonymousAdmin =
  process.env.GF_AUTH_ANONYMOUS_ENABLED === "true" &&
  process.env.GF_AUTH_ANONYMOUS_ORG_ROLE === "Admin";

const grafana = await startFakeGrafana({
  version: "12.2.0",
  dataSources: filesOf("datasources").flatMap(({ datasources }) => datasources),
});
for (const { providers } of filesOf("dashboards"))
  for (const { name, type, folder, options } of providers) {
    if (type !== "file") throw new Error(`The provider ${name} is a ${type}, not a file.`);
    grafana.addFolder({ uid: name, title: folder });
    for (const file of readdirSync(options.path).filter((one) => one.endsWith(".json"))) {
      const dashboard = JSON.parse(readFileSync(join(options.path, file), "utf8"));
      grafana.addDashboard({ dashboard, folderUid: name, provisionedFrom: file });
    }
  }

// The fake listens within the container only, and knows nobody without a token.
const { port } = new URL(grafana.url);
const server = createServer((incoming, answer) => {
  const { method, url: path, headers } = incoming;
  const authorization = isAnonymousAdmin ? { authorization: "Bearer admin-token" } : {};
  const passed = request({
    port,
    host: "127.0.0.1",
    method,
    path,
    headers: { ...authorization, ...headers },
  });
  passed.on("response", (response) => {
    answer.writeHead(response.statusCode, response.headers);
    response.pipe(answer);
  });
  passed.on("error", () => answer.destroy());
  incoming.pipe(passed);
});
server.listen(3000);
process.once("SIGTERM", () => process.exit(0));

function filesOf(folder) {
  const directory = join(provisioning, folder);
  return readdirSync(directory).map((file) => {
    const content = parse(readFileSync(join(directory, file), "utf8"));
    if (content.apiVersion !== 1) throw new Error(`${folder}/${file} is not of version 1.`);
    return content;
  });
}
