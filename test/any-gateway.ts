/** A gateway of plain HTTP through the cluster's ingress controller, but for its namespace and routes. */
export const anyGateway = {
  exposure: "ingress",
  nodePort: 30443,
  tls: undefined,
  proxyImage: "nginx:1.2.3",
  ingressClass: "",
  ingressController: "ingress-nginx",
  ingressNamespace: "ingress-nginx",
  ingressAnnotations: {},
} as const;
