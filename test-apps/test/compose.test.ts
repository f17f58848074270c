import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { committed, dashboardsDirectory, repository, sourceOf } from "./support/places.ts";

interface Service {
  readonly image?: string;
  readonly extends?: { readonly file: string; readonly service: string };
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly environment?: Readonly<Record<string, string>>;
  readonly command?: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: object;
}
type Services = Readonly<Record<string, Service>>;

const shared = join(repository, "test-apps", "compose");
const common = servicesOf(join(shared, "services.yaml"));
const apps = readdirSync(join(repository, "test-apps")).filter((name) =>
  existsSync(join(sourceOf(name), "compose.yaml")),
);

function servicesOf(file: string): Services {
  return (parse(readFileSync(file, "utf8")) as { readonly services: Services }).services;
}

/** Of a service: `[host path, container path]`. */
function mountsOf(service: Service | undefined, directory: string): readonly (readonly string[])[] {
  return (service?.volumes ?? []).map((mount) => {
    const [from = "", to = "", mode] = mount.split(":");
    return [resolve(directory, from), to, mode ?? ""];
  });
}

it("there are sample apps", () => {
  expect(apps).toEqual(["nest11-fastify", "shop", "worker", "yoga"]);
});

describe.each(apps)("the compose.yaml of test-apps/%s", (app) => {
  const directory = sourceOf(app);
  const services = servicesOf(join(directory, "compose.yaml"));

  it("extends services that exist, or does something once by the image of one", () => {
    const all = Object.values(services);
    const extended = all.flatMap((service) => service.extends ?? []);
    for (const { file, service } of extended) {
      expect(resolve(directory, file)).toBe(join(shared, "services.yaml"));
      expect(Object.keys(common)).toContain(service);
    }
    const images = Object.values(common).map(({ image }) => image);
    for (const { image } of all.filter((service) => service.extends === undefined))
      expect(images).toContain(image);
    expect(Object.keys(services)).toEqual(expect.arrayContaining(["app", "prometheus", "grafana"]));
  });

  it("builds its own programs by the shared Dockerfile", () => {
    const own = Object.values(services).filter((service) => service.extends?.service === "app");
    for (const { build, command = ["node", "dist/main.js"] } of own) {
      expect(resolve(directory, build?.context ?? "")).toBe(directory);
      expect(resolve(directory, build?.dockerfile ?? "")).toBe(join(shared, "Dockerfile"));
      const source = command[1]?.replace("dist/", "src/").replace(/\.js$/, ".ts") ?? "";
      expect(existsSync(join(directory, source)), `the program ${source}`).toBe(true);
    }
  });

  it("mounts what is there, to read only", () => {
    for (const service of Object.values(services))
      for (const [path = "", , mode] of mountsOf(service, directory))
        expect([existsSync(path), mode], `the mount of ${path}`).toEqual([true, "ro"]);
  });

  it("shows the dashboards and the alerts of its plugins", () => {
    const { dependencies } = JSON.parse(readFileSync(join(directory, "package.json"), "utf8")) as {
      readonly dependencies: Readonly<Record<string, string>>;
    };
    const plugins = Object.keys(dependencies)
      .filter((dependency) => /^@promenade\/(?!core$)|^promenade-plugin-/.test(dependency))
      .map((dependency) => dependency.replace(/^@promenade\/|^promenade-plugin-/, ""));
    const filesIn = (service: string, ending: string): readonly string[] =>
      mountsOf(services[service], directory).flatMap(([path = ""]) =>
        path === dashboardsDirectory
          ? readdirSync(path).filter((file) => file.endsWith(ending))
          : [path === committed(basename(path)) ? basename(path) : path],
      );
    const wanted = (ending: string): readonly string[] =>
      plugins.map((plugin) => `${plugin}${ending}`);
    expect(filesIn("grafana", ".json").toSorted()).toEqual(
      [...wanted(".json"), "application.json"].toSorted(),
    );
    expect(filesIn("prometheus", ".rules.yaml").toSorted()).toEqual(
      wanted(".rules.yaml").toSorted(),
    );
  });

  it("tells the app only what its settings read, and waits for what that names", () => {
    const { environment = {} } = services["app"] ?? {};
    const settings = readFileSync(join(directory, "src", "settings.ts"), "utf8");
    const waitedFor = new Map<string, string>();
    const pending = [services["app"]];
    for (const service of pending)
      for (const [name, { condition }] of Object.entries(service?.depends_on ?? {})) {
        waitedFor.set(name, condition);
        pending.push(services[name]);
      }
    for (const [variable, value] of Object.entries(environment)) {
      expect(settings).toContain(variable);
      const host = /(?:@|\/\/|^)(\w+):\d+/.exec(value)?.[1];
      expect([...waitedFor.keys()], `what ${value} names`).toContain(host);
    }
    for (const [name, condition] of waitedFor) {
      const { healthcheck } = common[services[name]?.extends?.service ?? ""] ?? {};
      const wanted = healthcheck === undefined ? "completed_successfully" : "healthy";
      expect(condition, `how ${name} is waited for`).toBe(`service_${wanted}`);
    }
  });
});

describe("what the containers have in common", () => {
  it("apps run without root, without rights, and write nothing", () => {
    expect(common["app"]).toEqual({
      read_only: true,
      tmpfs: ["/tmp"],
      cap_drop: ["ALL"],
      security_opt: ["no-new-privileges:true"],
    });
    const dockerfile = readFileSync(join(shared, "Dockerfile"), "utf8");
    expect(dockerfile.match(/^FROM /gm)).toHaveLength(2);
    expect(dockerfile.split(/^FROM /m).at(-1)).toMatch(/^USER [1-9]\d*:[1-9]\d*$/m);
    expect(dockerfile.split(/^FROM /m).at(-1)).toMatch(/^HEALTHCHECK /m);
  });

  it("no app has a copy of what they share", () => {
    const own = apps.flatMap((app) => readdirSync(sourceOf(app)));
    expect(own.filter((file) => /^Dockerfile|^prometheus\.yml$|^grafana$/.test(file))).toEqual([]);
  });

  it("every image of a service has a stand-in of the same name, for where no registry is reached", () => {
    const imagesOf = (services: Services): readonly unknown[] =>
      Object.values(services).flatMap(({ image }) => image ?? []);
    const standIns = servicesOf(join(repository, ".ci", "stand-ins", "compose.yaml"));
    expect(imagesOf(standIns)).toEqual(imagesOf(common));
  });

  it("mounts what is there", () => {
    for (const service of Object.values(common))
      for (const [path = ""] of mountsOf(service, shared))
        expect(existsSync(path), `the mount of ${path}`).toBe(true);
  });

  it("Prometheus scrapes the app, keeps exemplars, and loads the alerts where they are mounted", () => {
    const { scrape_configs: jobs, rule_files: rules } = parse(
      readFileSync(join(shared, "prometheus.yml"), "utf8"),
    ) as {
      readonly scrape_configs: readonly { readonly static_configs: unknown }[];
      readonly rule_files: readonly string[];
    };
    expect(jobs.map((job) => job.static_configs)).toEqual([[{ targets: ["app:9464"] }]]);
    expect(rules).toEqual(["/etc/prometheus/rules/*.rules.yaml"]);
    expect(common["prometheus"]?.command).toContain("--enable-feature=exemplar-storage");
  });
});
