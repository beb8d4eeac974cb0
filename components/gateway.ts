import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Namespace } from "./namespace";
import type { Service } from "./service";

/** Requests for `host` whose path is one of `paths`, or below one, go to `service`. */
export interface Route {
  host: string;
  paths: string[];
  service: Service;
}

export interface GatewayArgs {
  namespace: Namespace;
  routes: Route[];
  /** @default "": the cluster's default */
  ingressClass?: string;
  /** The namespace of the ingress controller, which alone is let in to the routed services. */
  ingressNamespace: string;
}

/** The way in from outside: one Ingress for every host and path. What no route names cannot be reached. */
export class Gateway extends pulumi.ComponentResource {
  /** What it answers to: a URL for each path of each route. */
  readonly urls: string[];

  constructor(name: string, args: GatewayArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:index:Gateway", name, {}, opts);
    const { routes } = args;
    const namespace = args.namespace.name;
    rejectTwins(name, routes);

    for (const service of new Set(routes.map((route) => route.service))) {
      new kubernetes.networking.v1.NetworkPolicy(
        `${name}-${service.name}`,
        {
          metadata: { namespace },
          spec: {
            podSelector: { matchLabels: service.podLabels },
            policyTypes: ["Ingress"],
            ingress: [
              {
                from: [
                  {
                    namespaceSelector: {
                      matchLabels: { "kubernetes.io/metadata.name": args.ingressNamespace },
                    },
                  },
                ],
                ports: [{ protocol: "TCP", port: service.port }],
              },
            ],
          },
        },
        { parent: this },
      );
    }

    const hosts = [...new Set(routes.map((route) => route.host))];
    new kubernetes.networking.v1.Ingress(
      name,
      {
        metadata: { namespace },
        spec: {
          ...((args.ingressClass ?? "") === "" ? {} : { ingressClassName: args.ingressClass }),
          rules: hosts.map((host) => ({
            host,
            http: { paths: routes.filter((route) => route.host === host).flatMap(pathsOf) },
          })),
        },
      },
      { parent: this },
    );

    this.urls = routes.flatMap(({ host, paths }) => paths.map((path) => `http://${host}${path}`));
    this.registerOutputs({ urls: this.urls });
  }
}

function pathsOf(route: Route) {
  return route.paths.map((path) => ({
    path,
    pathType: "Prefix",
    backend: { service: { name: route.service.name, port: { name: "http" } } },
  }));
}

/** @throws Error when two routes claim one host and path. */
function rejectTwins(name: string, routes: Route[]): void {
  const claimedBy = new Map<string, string>();
  for (const { host, paths, service } of routes) {
    for (const path of paths) {
      const other = claimedBy.get(host + path);
      if (other !== undefined) {
        throw new Error(`${name}: ${host}${path} is routed to ${other} and to ${service.name}`);
      }
      claimedBy.set(host + path, service.name);
    }
  }
}
