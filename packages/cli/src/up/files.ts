import {
  provisioningFiles,
  ruleFiles,
  type ExportedFile,
  type PluginBoards,
} from "@promenade/grafana/files";
import { stringify as toYaml } from "yaml";
import { usageError } from "../errors.ts";

export interface Stack {
  /** Names the job, and the containers. */
  readonly service: string;
  /** Metrics endpoints, as this machine reaches them. */
  readonly targets: readonly string[];
  readonly boards: readonly PluginBoards[];
  readonly prometheusPort: number;
  readonly grafanaPort: number;
}

const images = { prometheus: "prom/prometheus:v3.5.0", grafana: "grafana/grafana:12.2.0" } as const;

/** Everything that `docker compose` needs for a Prometheus that scrapes the app and a Grafana that shows it. */
export function stackFiles(stack: Stack): readonly ExportedFile[] {
  const { boards } = stack;
  return [
    { path: ".gitignore", content: "*\n" },
    { path: "compose.yaml", content: yaml(compose(stack)) },
    { path: "prometheus.yml", content: yaml(prometheus(stack)) },
    ...ruleFiles(boards).map(({ path, content }) => ({ path: `rules/${path}`, content })),
    // The alerts are Prometheus' here; Grafana shows those of its data source.
    ...provisioningFiles(boards, { alerts: false, scrapeInterval: "5s" }).map(
      ({ path, content }) => ({ path: `grafana/${path}`, content }),
    ),
  ];
}

function compose({ prometheusPort, grafanaPort }: Stack): object {
  return {
    services: {
      prometheus: {
        image: images.prometheus,
        command: [
          "--config.file=/etc/prometheus/prometheus.yml",
          "--enable-feature=exemplar-storage",
        ],
        // The app runs on the host, which Linux does not name by itself.
        extra_hosts: ["host.docker.internal:host-gateway"],
        ports: [`127.0.0.1:${prometheusPort}:9090`],
        volumes: [
          "./prometheus.yml:/etc/prometheus/prometheus.yml:ro",
          "./rules:/etc/prometheus/rules:ro",
        ],
      },
      grafana: {
        image: images.grafana,
        environment: {
          GF_AUTH_ANONYMOUS_ENABLED: "true",
          GF_AUTH_ANONYMOUS_ORG_ROLE: "Admin",
          GF_AUTH_DISABLE_LOGIN_FORM: "true",
        },
        ports: [`127.0.0.1:${grafanaPort}:3000`],
        volumes: [
          "./grafana/provisioning:/etc/grafana/provisioning:ro",
          "./grafana/dashboards:/var/lib/grafana/promenade:ro",
        ],
        depends_on: ["prometheus"],
      },
    },
  };
}

function prometheus({ service, targets }: Stack): object {
  return {
    global: { scrape_interval: "5s", evaluation_interval: "15s" },
    rule_files: ["/etc/prometheus/rules/*.yaml"],
    scrape_configs: targets.map((target, index) => {
      const { protocol, host, pathname } = endpointUrl(target);
      return {
        job_name: index === 0 ? service : `${service}-${index + 1}`,
        scheme: protocol.slice(0, -1),
        metrics_path: pathname === "/" ? "/metrics" : pathname,
        static_configs: [{ targets: [host], labels: { job: service } }],
      };
    }),
  };
}

/** As a container reaches it: what is "this machine" here is the host there. */
function endpointUrl(target: string): URL {
  if (!URL.canParse(target) || !/^https?:$/.test(new URL(target).protocol))
    throw usageError(
      `--target takes a URL such as http://localhost:9464/metrics, and not "${target}".`,
    );
  const url = new URL(target);
  if (/^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname))
    url.hostname = "host.docker.internal";
  return url;
}

function yaml(value: unknown): string {
  return toYaml(value, { lineWidth: 0 });
}
