import type { Tls } from "./tls";

/** How the stack is reached from outside. */
export interface Entry {
  /** By the cluster's ingress controller, or by a proxy of the stack's own behind a load balancer or the nodes. */
  exposure: "ingress" | "loadBalancer" | "nodePort";
  /** The port of every node that leads to the proxy; for the exposure "nodePort" alone. */
  nodePort: number;
  /** Where the certificate comes from; undefined for plain HTTP. */
  tls: Tls | undefined;
}

/** The scheme, host and port of a host's URLs, as a browser names an origin. */
export function originOf({ exposure, nodePort, tls }: Entry, host: string): string {
  const scheme = tls === undefined ? "http" : "https";
  return `${scheme}://${host}${exposure === "nodePort" ? `:${nodePort}` : ""}`;
}
