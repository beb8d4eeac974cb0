import { type HttpProbes, httpProbes } from "../kubernetes/http-probes";
import type { PodArgs } from "../kubernetes/pod";

/** How a service is asked, by HTTP, whether its process lives and whether it can take requests. */
export interface ServiceProbes extends Partial<Omit<HttpProbes, "port">> {
  /** @default "/healthz" */
  liveness?: string | false;
  /** @default "/readyz" */
  readiness?: string;
  /** @default the service's own */
  port?: number;
}

/** A service's container: its ports, how it is asked for its health, and how it ends. */
export function serviceContainer(
  port: number,
  { port: probePort, ...probes }: ServiceProbes = {},
): PodArgs["container"] {
  const probe = probePort === undefined ? [] : [{ name: "probe", containerPort: probePort }];
  return {
    name: "service",
    ports: [{ name: "http", containerPort: port }, ...probe],
    ...httpProbes({
      liveness: "/healthz",
      readiness: "/readyz",
      ...probes,
      port: probePort === undefined ? "http" : "probe",
    }),
    // Ingress and kube-proxy learn that the pod is going before it stops taking connections.
    lifecycle: { preStop: { sleep: { seconds: 5 } } },
  };
}
