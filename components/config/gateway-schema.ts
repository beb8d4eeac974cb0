import { addressRanges, group, named, oneOf, text, whole } from "./fields";

export const gatewaySchema = group("The way in from outside", {
  domain: text("domain", {
    description: "The hosts are below this name; names below localhost need no DNS",
    preset: "slipway.localhost",
  }),
  exposure: oneOf(["ingress", "loadBalancer", "nodePort"], {
    description:
      "By the cluster's ingress controller, or a proxy of the stack's own behind a Service of that type",
    preset: "ingress",
  }),
  nodePort: whole(30_000, 32_767, {
    description: "The port of every node that leads to the proxy",
    preset: "30443",
  }),
  class: text("objectName", {
    description: "The IngressClass that serves the routes, or the class of the load balancer",
    preset: "the cluster's default",
  }),
  controller: oneOf(["ingress-nginx", "traefik", "other"], {
    description: "Who is asked for the redirect to https; other is told by `annotations`",
    preset: "ingress-nginx",
  }),
  controllerNamespace: text("label", {
    description: "The ingress controller's namespace, whose pods may reach routed services",
    preset: "ingress-nginx",
  }),
  annotations: named("^[A-Za-z0-9][-A-Za-z0-9_./]*$", {
    description: "Annotations of the Ingress, or of the load balancer's Service",
    allowed: "an object of annotations, such as {example.com/name: value}",
    preset: "none",
  }),
  ranges: addressRanges({
    description:
      "With `ingress`, whose addresses reach routed services besides the controller's pods: a load balancer that " +
      "asks pods themselves, such as an ALB's subnets or Google's 35.191.0.0/16 and 130.211.0.0/22. " +
      "With `loadBalancer`, whose it serves",
    preset: "none; a load balancer serves anybody",
  }),
  tls: group("The hosts' certificates, from one place; with them all URLs are https", {
    secret: text("objectName", {
      description:
        "The kubernetes.io/tls Secret that holds one for all hosts, in the stack's namespace",
      preset: "none",
    }),
    issuer: text("objectName", {
      description: "The ClusterIssuer of cert-manager that gives each host one of its own",
      preset: "none",
    }),
    certificate: text("pem", {
      description: "One for all hosts, in PEM, those that vouch for it after it",
      preset: "none",
    }),
    key: text("pem", { description: "Its key, in PEM", preset: "none", secret: true }),
  }),
});
