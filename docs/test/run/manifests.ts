/** The parts of the manifests on the pages that others of them refer to. */
interface Manifest {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: { readonly name?: string; readonly annotations?: Labels };
  readonly spec?: Spec;
}

interface Spec {
  readonly selector?: { readonly matchLabels?: Labels };
  readonly podSelector?: { readonly matchLabels?: Labels };
  readonly template?: {
    readonly metadata?: { readonly labels?: Labels };
    readonly spec?: { readonly containers?: readonly Container[] };
  };
  readonly podMetricsEndpoints?: readonly { readonly port?: string; readonly interval?: string }[];
  readonly ingress?: readonly { readonly ports?: readonly { readonly port?: number }[] }[];
  readonly groups?: readonly object[];
}

type Labels = Readonly<Record<string, string>>;

interface Container {
  readonly ports?: readonly { readonly name?: string; readonly containerPort?: number }[];
  readonly livenessProbe?: Probe;
  readonly readinessProbe?: Probe;
}

interface Probe {
  readonly httpGet?: { readonly path?: string; readonly port?: string };
}

/** The versions that a cluster knows the kinds under. */
const versions: Readonly<Record<string, string>> = {
  ConfigMap: "v1",
  Deployment: "apps/v1",
  NetworkPolicy: "networking.k8s.io/v1",
  PodMonitor: "monitoring.coreos.com/v1",
  PrometheusRule: "monitoring.coreos.com/v1",
};

const app = "shop";

/** What a cluster would refuse, or would take and not find. */
export function manifestProblems(value: object): readonly string[] {
  const manifest = value as Manifest;
  const { apiVersion, kind = "", metadata, spec } = manifest;
  if (apiVersion === undefined) return annotationProblems(metadata?.annotations ?? {});
  const problems: string[] = [];
  if (versions[kind] !== apiVersion) problems.push(`${kind} is not of ${apiVersion}.`);
  if (!/^[a-z0-9]([-a-z0-9]{0,251}[a-z0-9])?$/.test(metadata?.name ?? ""))
    problems.push(`No object may have the name ${metadata?.name}.`);
  if (kind === "Deployment") problems.push(...deploymentProblems(spec ?? {}));
  if (kind === "PodMonitor" || kind === "NetworkPolicy") {
    const labels = (spec?.selector ?? spec?.podSelector)?.matchLabels;
    if (labels?.["app"] !== app) problems.push(`${kind} does not select the pods of the page.`);
  }
  for (const { port } of spec?.podMetricsEndpoints ?? [])
    if (port !== "metrics") problems.push(`The pods have no port ${port}.`);
  const admitted = spec?.ingress?.flatMap(({ ports = [] }) => ports.map(({ port }) => port));
  if (admitted !== undefined && !admitted.includes(9464))
    problems.push("The policy does not speak of the port of the metrics.");
  return problems;
}

/** A part of a pod: annotations are texts, also where they look like numbers. */
function annotationProblems(annotations: Labels): readonly string[] {
  const problems = Object.entries(annotations)
    .filter(([, text]) => typeof text !== "string")
    .map(([name]) => `${name} is not a text, which Kubernetes refuses.`);
  if (annotations["prometheus.io/port"] !== "9464") problems.push("The port is another.");
  return problems;
}

function deploymentProblems({ selector, template }: Spec): readonly string[] {
  const problems: string[] = [];
  const labels = template?.metadata?.labels ?? {};
  for (const [name, label] of Object.entries(selector?.matchLabels ?? {}))
    if (labels[name] !== label) problems.push(`The selector wants ${name}=${label} of its pods.`);
  for (const { ports = [], livenessProbe, readinessProbe } of template?.spec?.containers ?? []) {
    const metrics = ports.find(({ name }) => name === "metrics");
    if (metrics?.containerPort !== 9464) problems.push("The port of the metrics is not 9464.");
    for (const probe of [livenessProbe, readinessProbe])
      if (!ports.some(({ name }) => name === probe?.httpGet?.port))
        problems.push(`A probe asks the port ${probe?.httpGet?.port}, which is not there.`);
  }
  return problems;
}
