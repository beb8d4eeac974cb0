import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Sections } from "../config/section-schemas";
import { pullSecret, type RegistryLogin } from "../images/pull-secret";
import type { PodDefaults } from "./pod";
import { type Demand, Quota } from "./quota";

export interface NamespaceArgs {
  /** What the settings say of the cluster. */
  cluster: Sections["cluster"];
  /** Who its pods' images are pulled as, where the registry demands a login. */
  login: RegistryLogin | undefined;
}

/**
 * The namespace that holds a stack: it admits only pods that pass the Pod Security Standard "restricted", and
 * lets them talk to nobody but the cluster's DNS until an edge allows more. It holds no more than the program declares.
 */
export class Namespace {
  /** The namespace's name; known only once it exists, so that whatever uses it waits for it. */
  readonly name: pulumi.Output<string>;
  /** What its pods have in common. Their ServiceAccount may pull their images, and nothing else. */
  readonly podDefaults: PodDefaults;
  /** What must be there before the pods and claims that were declared. */
  readonly ready: pulumi.Resource[];
  private readonly quota: Quota;

  constructor(name: string, args: NamespaceArgs, opts: pulumi.CustomResourceOptions) {
    const { protect = false, assignsUsers = false, nodes = {}, quota = 1 } = args.cluster;
    const { dns = ["169.254.20.10/32"] } = args.cluster;
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
      { ...opts, protect },
    );
    this.name = namespace.metadata.name;
    const metadata = { namespace: this.name };

    new kubernetes.networking.v1.NetworkPolicy(
      `${name}-default-deny`,
      {
        metadata,
        spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"], egress: [toDns(dns)] },
      },
      opts,
    );
    const pullSecrets =
      args.login === undefined
        ? []
        : [{ name: pullSecret(`${name}-pull`, this.name, args.login, opts) }];
    const serviceAccount = new kubernetes.core.v1.ServiceAccount(
      `${name}-pods`,
      {
        metadata,
        automountServiceAccountToken: false,
        // An empty list would differ from what the cluster gives back, on each update.
        ...(pullSecrets.length === 0 ? {} : { imagePullSecrets: pullSecrets }),
      },
      opts,
    ).metadata.name;
    this.podDefaults = { serviceAccount, assignsUsers, nodes };
    this.quota = new Quota(`${name}-quota`, this.name, quota, opts);
    this.ready = this.quota.ready;
  }

  /** Makes room for a part of the program, named so that an error can name it. */
  declare(name: string, demand: Demand): void {
    this.quota.declare(name, demand);
  }
}

/** The cluster's DNS, which answers every pod. @param ranges Where it listens that is no pod of its own. */
function toDns(ranges: readonly string[]) {
  return {
    to: [
      {
        namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
        podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
      },
      ...ranges.map((cidr) => ({ ipBlock: { cidr } })),
    ],
    ports: [
      { protocol: "UDP", port: 53 },
      { protocol: "TCP", port: 53 },
    ],
  };
}
