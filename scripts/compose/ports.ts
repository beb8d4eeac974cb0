import type { Registered } from "../registered";
import { type KubernetesObject, objectsOf, selects } from "./objects";
import { portOf } from "./probe";
import type { Workload } from "./workloads";

interface ServiceSpec {
  type?: "ClusterIP" | "NodePort" | "LoadBalancer";
  clusterIP?: string;
  selector: Record<string, string>;
  ports: { name: string; port: number; targetPort?: string | number; nodePort?: number }[];
}

/** A port of this machine that leads to one of a container. */
export interface Published {
  /** The workload's name. */
  to: string;
  target: number;
  /** The port of this machine, unless the variable says another one. */
  port: number;
  variable: string;
}

/** A store's page for people, by the name of its port. */
const page = "management";

/** How far a service is moved whose port another one has: 8181, 8282 … */
const step = 101;

/**
 * What this machine's ports lead to: the gateway and the ports of nodes, each at its own, and beside them each service and
 * each store's page, so that it can be asked by itself.
 */
export function published(
  resources: readonly Registered[],
  workloads: readonly Workload[],
): Published[] {
  const wanted = objectsOf(resources, "Service").flatMap(({ object }) =>
    wantedOf(object, workloads),
  );
  const fixed = wanted.filter((each) => each.fixed);
  const taken = new Set(fixed.map(({ port }) => port));
  return [...fixed, ...wanted.filter((each) => !each.fixed)].map(({ fixed, ...each }) => {
    let { port } = each;
    while (!fixed && taken.has(port)) port += step;
    taken.add(port);
    return { ...each, port };
  });
}

function wantedOf(
  { metadata, spec }: KubernetesObject,
  workloads: readonly Workload[],
): (Published & { fixed: boolean })[] {
  const { type = "ClusterIP", clusterIP, selector, ports } = spec as unknown as ServiceSpec;
  const workload = workloads.find(
    ({ kind, labels }) => kind === "server" && selects(selector, labels),
  );
  const [container] = workload?.pod.containers ?? [];
  if (workload === undefined || container === undefined || clusterIP === "None") return [];
  const isService = metadata.labels?.["app.kubernetes.io/component"] === "service";
  return ports
    .filter(({ name }) => type !== "ClusterIP" || isService || name === page)
    .map(({ name, port, targetPort = port, nodePort }) => ({
      to: workload.name,
      target: portOf(container, targetPort),
      port: nodePort ?? port,
      variable: `${workload.name}_${name}_PORT`.toUpperCase().replaceAll("-", "_"),
      fixed: type !== "ClusterIP",
    }));
}

/** As Compose writes it. On this machine alone: to others it would be open past many a firewall. */
export function portMapping({ target, port, variable }: Published): string {
  return `\${PUBLISH_ADDRESS:-127.0.0.1}:\${${variable}:-${port}}:${target}`;
}
