import { httpProbes } from "../kubernetes/http-probes";
import type { PodArgs } from "../kubernetes/pod";

/** HTTP paths that say that the process lives, and that it can take requests. */
export interface ServiceProbes {
  liveness: string;
  readiness: string;
  /** @default the service's own */
  port?: number;
}

const defaultProbes: ServiceProbes = { liveness: "/healthz", readiness: "/readyz" };

/** A service's container: its ports, how it is asked for its health, and how it ends. */
export function serviceContainer(port: number, probes = defaultProbes): PodArgs["container"] {
  const probe = probes.port === undefined ? [] : [{ name: "probe", containerPort: probes.port }];
  return {
    name: "service",
    ports: [{ name: "http", containerPort: port }, ...probe],
    ...httpProbes({ ...probes, port: probes.port === undefined ? "http" : "probe" }),
    // Ingress and kube-proxy learn that the pod is going before it stops taking connections.
    lifecycle: { preStop: { sleep: { seconds: 5 } } },
  };
}
