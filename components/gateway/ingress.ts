import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { addressesOf } from "../kubernetes/address";
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
 * The Ingress for every host and path; with TLS, http leads to https and browsers are told to stay there.
 *
 * @returns where its controller listens: IP addresses, or the DNS names of a load balancer.
 */
export function ingress(
  name: string,
  args: IngressArgs,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string[]> {
  const { namespace, routes, tls } = args;
  const hosts = [...new Set(routes.map(({ host }) => host))];
  const rules = hosts.map((host) => ({
    host,
    http: { paths: routes.filter((route) => route.host === host).flatMap(pathsOf) },
  }));
  const spec = { ...(args.class === "" ? {} : { ingressClassName: args.class }), rules };
  const make = (suffix: string, annotations: Annotations, certificate?: object) =>
    new kubernetes.networking.v1.Ingress(
      `${name}${suffix}`,
      {
        metadata: {
          namespace,
          ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
        },
        spec: { ...spec, ...certificate },
      },
      opts,
    );

  if (tls === undefined) {
    return addressesOf(make("", args.annotations).status);
  }
  const certificate = {
    tls: args.certificates.map(({ hosts, secret }) => ({ hosts, secretName: secret })),
  };
  const issuer: Annotations =
    "issuer" in tls ? { "cert-manager.io/cluster-issuer": tls.issuer } : {};
  const traefik = "traefik.ingress.kubernetes.io/router";
  const dialect = {
    // The redirect is its default, which its administrator may have turned off. So is HSTS, a year long, for every
    // host that has TLS; no annotation turns that on or off.
    "ingress-nginx": (): Annotations => ({ "nginx.ingress.kubernetes.io/ssl-redirect": "true" }),
    // A router of Traefik's has TLS or has none: http has an Ingress of its own.
    traefik: (): Annotations => {
      const hsts = middleware(`${name}-hsts`, args, { headers: { stsSeconds: 31_536_000 } }, opts);
      const redirect = { redirectScheme: { scheme: "https", permanent: true } };
      make("-http", {
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
  const annotations = { ...issuer, ...dialect[args.controller](), ...args.annotations };
  return addressesOf(make("", annotations, certificate).status);
}

/** A Middleware of Traefik's, by the name that its annotations call it. */
function middleware(
  name: string,
  { namespace }: IngressArgs,
  spec: object,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const made = new kubernetes.apiextensions.CustomResource(
    name,
    { apiVersion: "traefik.io/v1alpha1", kind: "Middleware", metadata: { namespace }, spec },
    opts,
  );
  return pulumi.interpolate`${namespace}-${made.metadata.name}@kubernetescrd`;
}

function pathsOf(route: ServedRoute) {
  return route.paths.map((path) => ({
    path,
    pathType: "Prefix",
    backend: { service: { name: route.service.name, port: { name: "http" } } },
  }));
}
