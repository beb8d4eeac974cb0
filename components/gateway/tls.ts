import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Tls } from "../config/entrance";

/** A certificate for some hosts. */
export interface Certificate {
  hosts: string[];
  /** The name of the Secret that holds it. */
  secret: pulumi.Input<string>;
}

export interface CertificatesArgs {
  namespace: pulumi.Input<string>;
  tls: Tls;
  /** Every host that is routed. */
  hosts: string[];
}

/**
 * One certificate for all hosts, whose Secret is made here where it is in the configuration. Of an issuer each host has
 * its own: one that it cannot prove keeps no other from its certificate by an Ingress. The proxy's pods wait for all.
 */
export function certificates(
  name: string,
  { namespace, tls, hosts }: CertificatesArgs,
  opts: pulumi.CustomResourceOptions,
): Certificate[] {
  if ("secret" in tls) return [{ hosts, secret: tls.secret }];
  // cert-manager makes each, by this name, once it has the certificate.
  if ("issuer" in tls) return hosts.map((host) => ({ hosts: [host], secret: `${name}-${host}` }));
  const { metadata } = new kubernetes.core.v1.Secret(
    name,
    {
      metadata: { namespace },
      type: "kubernetes.io/tls",
      stringData: { "tls.crt": tls.certificate, "tls.key": tls.key },
    },
    opts,
  );
  return [{ hosts, secret: metadata.name }];
}

/** Has cert-manager get certificates that no Ingress asks it for. */
export function requestCertificates(
  name: string,
  args: { namespace: pulumi.Input<string>; issuer: string; certificates: Certificate[] },
  opts: pulumi.CustomResourceOptions,
): void {
  for (const { hosts, secret } of args.certificates) {
    new kubernetes.apiextensions.CustomResource(
      [name, ...hosts].join("-"),
      {
        apiVersion: "cert-manager.io/v1",
        kind: "Certificate",
        metadata: { namespace: args.namespace },
        spec: {
          secretName: secret,
          dnsNames: hosts,
          issuerRef: { group: "cert-manager.io", kind: "ClusterIssuer", name: args.issuer },
        },
      },
      opts,
    );
  }
}

/** A volume that has each host's certificate and key in a folder of its name. */
export function certificateVolume(name: string, all: readonly Certificate[]) {
  const sources = all.flatMap(({ hosts, secret }) =>
    hosts.map((host) => {
      const items = ["tls.crt", "tls.key"].map((key) => ({ key, path: `${host}/${key}` }));
      return { secret: { name: secret, items } };
    }),
  );
  return { name, projected: { sources, defaultMode: 0o440 } };
}
