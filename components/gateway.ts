import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { App } from "./app";
import { asTexts } from "./config/fields";
import { ingress } from "./gateway/ingress";
import { type Limits, readLimits } from "./gateway/limits";
import { ReverseProxy } from "./gateway/reverse-proxy";
import { rejectTwins } from "./gateway/route";
import { certificates } from "./gateway/tls";
import type { Service } from "./service";

/** Requests for the host of that name below the gateway's domain, at one of the paths or below it, go to a service. */
export interface Route {
  host: string;
  paths: string[];
  service: Service;
  /** What each client may have of it. @default what the ingress controller, or the proxy, lets everybody have */
  limits?: Limits;
}

export interface GatewayArgs {
  app: App;
  routes: Route[];
}

/** The way in from outside, for every host and path. What no route names cannot be reached. */
export class Gateway extends pulumi.ComponentResource {
  /** What it answers to: a URL for each path of each route. */
  readonly urls: string[];
  /** Where DNS is to lead each host to: IP addresses, or the DNS name of a load balancer; none where any node will do. */
  readonly addresses: pulumi.Output<Record<string, string[]>>;

  /** @throws Error when two routes claim one host and path, or limits are not allowed, or not to be told. */
  constructor(name: string, { app, routes }: GatewayArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:index:Gateway", name, {}, { parent: app, ...opts });
    const { entrance, network, settings } = app;
    const { exposure, tls } = entrance;
    const namespace = app.namespace.name;
    const { controllerNamespace = "ingress-nginx", controller = "ingress-nginx" } =
      settings.gateway;
    const holder = exposure === "ingress" ? controller : "proxy";
    const served = routes.map(({ limits = {}, ...route }) => {
      const host = entrance.host(route.host);
      const place = `${name}: the route ${host}${route.paths.join(", ")}`;
      return { ...route, host, limits: readLimits(place, limits, holder) };
    });
    rejectTwins(name, served);
    const hosts = [...new Set(served.map(({ host }) => host))];
    entrance.requireCertificate(hosts);

    const held =
      tls === undefined
        ? []
        : certificates(`${name}-tls`, { namespace, tls, hosts }, { parent: this });
    let addresses: pulumi.Output<string[]>;
    if (exposure === "ingress") {
      const ranges = (settings.gateway.ranges ?? []).map((cidr) => ({ cidr }));
      for (const { peer, port } of new Set(routes.map(({ service }) => service))) {
        for (const from of [{ namespace: controllerNamespace }, ...ranges]) {
          network.admit(from, peer.podLabels, port);
        }
      }
      if (tls && "issuer" in tls) {
        acmeSolver(`${name}-acme`, { namespace, controllerNamespace }, { parent: this });
      }
      addresses = ingress(
        name,
        {
          namespace,
          routes: served,
          class: settings.gateway.class ?? "",
          controller,
          annotations: asTexts(settings.gateway.annotations ?? {}),
          tls,
          certificates: held,
        },
        { parent: this },
      );
    } else {
      ({ addresses } = new ReverseProxy(
        `${name}-proxy`,
        {
          app,
          routes: served,
          services: routes.map(({ service }) => service),
          exposure,
          tls,
          certificates: held,
        },
        { parent: this },
      ));
    }

    this.addresses = addresses.apply((all) => Object.fromEntries(hosts.map((host) => [host, all])));
    this.urls = routes.flatMap(({ host, paths }) =>
      paths.map((path) => `${entrance.origin(host)}${path}`),
    );
    this.registerOutputs({ urls: this.urls, addresses: this.addresses });
  }
}

/**
 * Lets the ingress controller in to what answers an HTTP-01 challenge: a pod that cert-manager makes in the namespace,
 * and that is none of the program's. Nothing else here listens at that port.
 */
function acmeSolver(
  name: string,
  args: { namespace: pulumi.Input<string>; controllerNamespace: string },
  opts: pulumi.CustomResourceOptions,
): void {
  const controller = { "kubernetes.io/metadata.name": args.controllerNamespace };
  new kubernetes.networking.v1.NetworkPolicy(
    name,
    {
      metadata: { namespace: args.namespace },
      spec: {
        podSelector: {},
        policyTypes: ["Ingress"],
        ingress: [
          {
            from: [{ namespaceSelector: { matchLabels: controller } }],
            ports: [{ protocol: "TCP", port: 8089 }],
          },
        ],
      },
    },
    opts,
  );
}
