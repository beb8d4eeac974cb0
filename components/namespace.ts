import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

/**
 * The namespace that holds a stack: it admits only pods that pass the Pod Security Standard "restricted", and
 * lets them talk to nobody but the cluster's DNS until an edge allows more.
 */
export class Namespace extends pulumi.ComponentResource {
  /** The namespace's name; known only once it exists, so that whatever uses it waits for it. */
  readonly name: pulumi.Output<string>;

  constructor(name: string, _args: object, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:index:Namespace", name, {}, opts);

    const namespace = new kubernetes.core.v1.Namespace(
      name,
      {
        metadata: {
          name,
          labels: {
            "pod-security.kubernetes.io/enforce": "restricted",
            "pod-security.kubernetes.io/enforce-version": "latest",
          },
        },
      },
      { parent: this },
    );
    this.name = namespace.metadata.name;

    new kubernetes.networking.v1.NetworkPolicy(
      `${name}-default-deny`,
      {
        metadata: { namespace: this.name },
        spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
      },
      { parent: this },
    );

    new kubernetes.networking.v1.NetworkPolicy(
      `${name}-dns`,
      {
        metadata: { namespace: this.name },
        spec: {
          podSelector: {},
          policyTypes: ["Egress"],
          egress: [
            {
              to: [
                {
                  namespaceSelector: {
                    matchLabels: { "kubernetes.io/metadata.name": "kube-system" },
                  },
                  podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
                },
              ],
              ports: [
                { protocol: "UDP", port: 53 },
                { protocol: "TCP", port: 53 },
              ],
            },
          ],
        },
      },
      { parent: this },
    );

    this.registerOutputs({ name: this.name });
  }
}
