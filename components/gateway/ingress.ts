import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { addressesOf } from "../kubernetes/address";
import { limitAnnotations } from "./limit-annotations";
import { middleware } from "./middleware";
import type { ServedRoute } from "./route";
import type { Tls } from "../config/entrance";
import type { Certificate } from "./tls";

export interface IngressArgs {
  namespace: pulumi.Input<string>;
  routes: ServedRoute[];
  /** The name of the cluster's IngressClass; "" for its default. */
  class: string;
  controller: "ingress-nginx" | "traefik" | "other";
  /** Annotations of the Ingress; they win over what is set here. */
  annotations: Readonly<Record<string, string>>;
  tls: Tls | undefined;
  /** None for plain HTTP. */
  certificates: readonly Certificate[];
}

type Annotations = Record<string, pulumi.Input<string>>;

/**
 * The Ingress for every host and path, and one more for each route with limits: what a controller is told holds for a
 * whole Ingress. With TLS, http leads to https and browsers are told to stay there.
 *
 * @returns where its controller listens: IP addresses, or the DNS names of a load balancer.
 */
export function ingress(
  name: string,
  args: IngressArgs,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string[]> {
  const { namespace, tls } = args;
  const make = (
    suffix: string,
    routes: readonly ServedRoute[],
    annotations: Annotations,
    more: { spec?: object; after?: pulumi.Resource | undefined } = {},
  ) =>
    new kubernetes.networking.v1.Ingress(
      `${name}${suffix}`,
      {
        metadata: {
          namespace,
          ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
        },
        spec: {
          ...(args.class === "" ? {} : { ingressClassName: args.class }),
          rules: rulesOf(routes),
          ...more.spec,
        },
      },
      more.after === undefined ? opts : { ...opts, dependsOn: [more.after] },
    );

  const certificate = tls && {
    tls: args.certificates.map(({ hosts, secret }) => ({ hosts, secretName: secret })),
  };
  const traefik = "traefik.ingress.kubernetes.io/router";
  const secured = {
    // The redirect is its default, which its administrator may have turned off. So is HSTS, a year long, for every
    // host that has TLS; no annotation turns that on or off.
    "ingress-nginx": (): Annotations => ({ "nginx.ingress.kubernetes.io/ssl-redirect": "true" }),
    // A router of Traefik's has TLS or has none: http has an Ingress of its own.
    traefik: (): Annotations => {
      const hsts = middleware(`${name}-hsts`, args, { headers: { stsSeconds: 31_536_000 } }, opts);
      const redirect = { redirectScheme: { scheme: "https", permanent: true } };
      make("-http", args.routes, {
        [`${traefik}.entrypoints`]: "web",
        [`${traefik}.middlewares`]: middleware(`${name}-redirect`, args, redirect, opts),
      });
      return {
        [`${traefik}.entrypoints`]: "websecure",
        [`${traefik}.tls`]: "true",
        [`${traefik}.middlewares`]: hsts,
      };
    },
    other: (): Annotations => ({}),
  };
  const shared = { ...(tls && secured[args.controller]()), ...args.annotations };
  const issuer: Annotations =
    tls && "issuer" in tls ? { "cert-manager.io/cluster-issuer": tls.issuer } : {};
  const first = { ...issuer, ...shared };
  const plain = args.routes.filter(({ limits }) => limits === undefined);
  const limited = args.routes.filter(({ limits }) => limits !== undefined);
  const main =
    plain.length > 0 || limited.length === 0
      ? make("", plain, first, { spec: certificate })
      : undefined;
  const suffixes = suffixesOf(limited);
  const others = limited.map((route, index) => {
    const suffix = suffixes[index] ?? "";
    // Of all that name a certificate, cert-manager makes the first one that asks its owner.
    const annotations = main === undefined && index === 0 ? first : shared;
    const { controller } = args;
    const { limits = {} } = route;
    const words = { controller, namespace, limits, annotations };
    return make(suffix, [route], limitAnnotations(`${name}${suffix}`, words, opts), {
      spec: certificate,
      // It takes no path that another Ingress has: that one is to lose it first.
      after: controller === "ingress-nginx" ? main : undefined,
    });
  });
  return addressesOf((main ?? others[0])?.status);
}

function rulesOf(routes: readonly ServedRoute[]) {
  const hosts = [...new Set(routes.map(({ host }) => host))];
  return hosts.map((host) => ({
    host,
    http: { paths: routes.filter((route) => route.host === host).flatMap(pathsOf) },
  }));
}

function pathsOf(route: ServedRoute) {
  return route.paths.map((path) => ({
    path,
    pathType: "Prefix",
    backend: { service: { name: route.service.name, port: { name: "http" } } },
  }));
}

/** The host and the service of each, which stay what they are when the paths are others; a number where one has several. */
function suffixesOf(routes: readonly ServedRoute[]): string[] {
  const given = new Set<string>();
  return routes.map(({ host, service }) => {
    const own = `-${host}-${service.name}`;
    let suffix = own;
    for (let number = 2; given.has(suffix); number++) suffix = `${own}-${number}`;
    given.add(suffix);
    return suffix;
  });
}
