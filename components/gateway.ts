import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { ingress } from "./ingress";
import type { Namespace } from "./namespace";
import { type Entry, originOf } from "./origin";
import { ReverseProxy } from "./reverse-proxy";
import type { Service } from "./service";
import { tlsSecret } from "./tls";

/** Requests for `host` whose path is one of `paths`, or below one, go to `service`. */
export interface Route {
  host: string;
  paths: string[];
  service: Service;
}

export interface GatewayArgs extends Entry {
  namespace: Namespace;
  routes: Route[];
  /** The image of the proxy, where there is one: an unprivileged nginx, 1.27.4 or later. */
  proxyImage: pulumi.Input<string>;
  /** The name of the cluster's IngressClass; "" for its default. */
  ingressClass: string;
  /** Whose annotations carry what Ingress itself cannot. */
  ingressController: "ingress-nginx" | "traefik" | "other";
  /** The namespace of the ingress controller, which alone is let in to the routed services. */
  ingressNamespace: string;
  /** Annotations of the Ingress; they win over what is set here. */
  ingressAnnotations: Readonly<Record<string, string>>;
}

/** The way in from outside, for every host and path. What no route names cannot be reached. */
export class Gateway extends pulumi.ComponentResource {
  /** What it answers to: a URL for each path of each route. */
  readonly urls: string[];

  constructor(name: string, args: GatewayArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:index:Gateway", name, {}, opts);
    const { routes, tls, exposure } = args;
    const namespace = args.namespace.name;
    rejectTwins(name, routes);

    const secret = tls && tlsSecret(`${name}-tls`, { namespace, tls }, { parent: this });
    if (exposure === "ingress") {
      for (const service of new Set(routes.map((route) => route.service))) {
        const { podLabels } = service.peer;
        const end = { podLabels, port: service.port };
        allowController(`${name}-${service.name}`, args, end, { parent: this });
      }
      if (tls && "issuer" in tls) {
        allowController(`${name}-acme`, args, acmeSolver, { parent: this });
      }
      ingress(
        name,
        {
          namespace,
          routes,
          class: args.ingressClass,
          controller: args.ingressController,
          annotations: args.ingressAnnotations,
          tls,
          tlsSecret: secret,
        },
        { parent: this },
      );
    } else {
      new ReverseProxy(
        `${name}-proxy`,
        {
          namespace: args.namespace,
          routes,
          image: args.proxyImage,
          exposure,
          nodePort: args.nodePort,
          tls,
          tlsSecret: secret,
        },
        { parent: this },
      );
    }

    this.urls = routes.flatMap(({ host, paths }) =>
      paths.map((path) => `${originOf(args, host)}${path}`),
    );
    this.registerOutputs({ urls: this.urls });
  }
}

/**
 * What answers an HTTP-01 challenge: a pod that cert-manager makes in the namespace, and that is none of the program's.
 * Nothing else here listens at that port.
 */
const acmeSolver = { podLabels: {}, port: 8089 };

/** Lets the ingress controller in to some pods. */
function allowController(
  name: string,
  { namespace, ingressNamespace }: GatewayArgs,
  { podLabels, port }: { podLabels: Record<string, string>; port: number },
  opts: pulumi.CustomResourceOptions,
): void {
  new kubernetes.networking.v1.NetworkPolicy(
    name,
    {
      metadata: { namespace: namespace.name },
      spec: {
        podSelector: { matchLabels: podLabels },
        policyTypes: ["Ingress"],
        ingress: [
          {
            from: [
              {
                namespaceSelector: {
                  matchLabels: { "kubernetes.io/metadata.name": ingressNamespace },
                },
              },
            ],
            ports: [{ protocol: "TCP", port }],
          },
        ],
      },
    },
    opts,
  );
}

/** @throws Error when two routes claim one host and path. */
function rejectTwins(name: string, routes: Route[]): void {
  const claimedBy = new Map<string, string>();
  for (const { host, paths, service } of routes) {
    for (const path of paths) {
      // "/users/" is "/users": both mean the path itself and all below it.
      const claim = host + path.replace(/(.)\/$/, "$1");
      const other = claimedBy.get(claim);
      if (other !== undefined) {
        throw new Error(`${name}: ${host}${path} is routed to ${other} and to ${service.name}`);
      }
      claimedBy.set(claim, service.name);
    }
  }
}
