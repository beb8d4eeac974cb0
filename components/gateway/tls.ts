import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Tls } from "../config/entrance";

export interface TlsSecretArgs {
  namespace: pulumi.Input<string>;
  tls: Tls;
}

/** The name of the Secret that holds the certificate; made here where the certificate is in the configuration. */
export function tlsSecret(
  name: string,
  { namespace, tls }: TlsSecretArgs,
  opts: pulumi.CustomResourceOptions,
): pulumi.Input<string> {
  if ("secret" in tls) return tls.secret;
  // cert-manager makes it, by this name, once it has the certificate.
  if ("issuer" in tls) return name;
  return new kubernetes.core.v1.Secret(
    name,
    {
      metadata: { namespace },
      type: "kubernetes.io/tls",
      stringData: { "tls.crt": tls.certificate, "tls.key": tls.key },
    },
    opts,
  ).metadata.name;
}
