import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { pullSecret, type RegistryLogin } from "./pull-secret";
import { type Demand, Quota } from "./quota";

export interface NamespaceArgs {
  /** Whether the engine refuses to delete it, and with it the volumes in it. @default false */
  protect?: boolean;
  /** What must be known of the cluster before anything of the stack is made there. @default nothing */
  cluster?: pulumi.Input<string>;
  /** Who its pods' images are pulled as, from a registry that demands a login. @default nobody */
  login?: RegistryLogin;
}

/**
 * The namespace that holds a stack: it admits only pods that pass the Pod Security Standard "restricted", and
 * lets them talk to nobody but the cluster's DNS until an edge allows more. It holds no more than the program declares.
 */
export class Namespace extends pulumi.ComponentResource {
  /** The namespace's name; known only once it exists, so that whatever uses it waits for it. */
  readonly name: pulumi.Output<string>;
  /** The ServiceAccount of pods that have none of their own; see account. */
  readonly serviceAccount: pulumi.Output<string>;
  /** What must be there before the pods and claims that were declared. */
  readonly ready: pulumi.Resource[];
  private readonly quota: Quota;
  private readonly pullSecrets: { name: pulumi.Output<string> }[];

  constructor(name: string, args: NamespaceArgs, opts?: pulumi.ComponentResourceOptions) {
    // As the component's input, it holds back whatever is below the namespace.
    super("slipway:index:Namespace", name, { cluster: args.cluster }, opts);

    const namespace = new kubernetes.core.v1.Namespace(
      name,
      {
        metadata: {
          name,
          labels: {
            "pod-security.kubernetes.io/enforce": "restricted",
            "pod-security.kubernetes.io/enforce-version": "latest",
            // Enforced on pods alone: whoever applies what would make them should hear of it as well.
            "pod-security.kubernetes.io/warn": "restricted",
            "pod-security.kubernetes.io/warn-version": "latest",
          },
        },
      },
      { parent: this, protect: args.protect },
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

    this.pullSecrets =
      args.login === undefined
        ? []
        : [{ name: pullSecret(`${name}-pull`, this.name, args.login, { parent: this }) }];
    this.serviceAccount = this.account(`${name}-pods`, { parent: this });
    this.quota = new Quota(`${name}-quota`, { namespace: this.name }, { parent: this });
    this.ready = this.quota.ready;

    this.registerOutputs({ name: this.name });
  }

  /** Makes room for a part of the program, named so that an error can name it. */
  declare(name: string, demand: Demand): void {
    this.quota.declare(name, demand);
  }

  /** A ServiceAccount for pods of this namespace: it may pull their images, and nothing else; its name. */
  account(name: string, opts: pulumi.CustomResourceOptions): pulumi.Output<string> {
    return new kubernetes.core.v1.ServiceAccount(
      name,
      {
        metadata: { namespace: this.name },
        automountServiceAccountToken: false,
        // An empty list would differ from what the cluster gives back, on each update.
        ...(this.pullSecrets.length === 0 ? {} : { imagePullSecrets: this.pullSecrets }),
      },
      opts,
    ).metadata.name;
  }
}
