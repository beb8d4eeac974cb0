import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

/** A Middleware of Traefik's, by the name that its annotations call it. */
export function middleware(
  name: string,
  { namespace }: { namespace: pulumi.Input<string> },
  spec: object,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const made = new kubernetes.apiextensions.CustomResource(
    // Traefik has dashes for dots in what it calls one, and would not find it by a name with dots.
    name.replaceAll(".", "-"),
    { apiVersion: "traefik.io/v1alpha1", kind: "Middleware", metadata: { namespace }, spec },
    opts,
  );
  return pulumi.interpolate`${namespace}-${made.metadata.name}@kubernetescrd`;
}
