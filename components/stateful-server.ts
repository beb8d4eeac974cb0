import * as kubernetes from "@pulumi/kubernetes";
import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { allow } from "./allow";
import { disruptionBudget } from "./disruption-budget";
import type { PodLabels } from "./link";
import { serverPod } from "./server-pod";
import { spread } from "./spread";
import type { StoreArgs } from "./store";
import { volumeClaims, volumeClaimTemplate } from "./volume-claims";

export interface StatefulServerArgs extends StoreArgs {
  image: pulumi.Input<string>;
  /** @default "IfNotPresent" */
  pullPolicy?: "IfNotPresent" | "Never";
  /** The ports that the server listens on, by name. */
  ports: Record<string, number>;
  /** Further ports, which its pods alone reach on one another, by name. @default none */
  peerPorts?: Record<string, number>;
  /** The user that the image's server runs as. */
  uid: number;
  command: string[];
  /** @default none */
  env?: Record<string, pulumi.Input<string>>;
  /** Environment variables that reach the server through a Secret. */
  secretEnv: Record<string, pulumi.Input<string>>;
  /** Files that reach the server through a Secret, by name, and where they are. @default none */
  secretFiles?: { path: string; files: Record<string, pulumi.Input<string>> };
  /** Where the server keeps its data. */
  dataPath: string;
  /** How many there are, each with a volume of its own and the address POD.NAME-headless. @default 1 */
  replicas?: number;
  /** Folders that must be writable but need not survive a restart. @default none */
  scratchPaths?: string[];
  /** What succeeds when the server serves. */
  ready: Pick<types.input.core.v1.Probe, "exec" | "tcpSocket">;
  /** The port that is open for as long as the server lives, whether it serves or not. @default the first of `ports` */
  alivePort?: string;
  /** What a server does before it is told to stop, and the seconds that it has for both. @default 2 s, and 60 */
  stop?: { command: string[]; seconds: number };
  /** Requested CPU, requested memory and memory limit of each, as Kubernetes quantities. */
  resources: { cpu: string; memory: string; memoryLimit: string };
}

/** Servers with a volume each behind a Service: what all stores share. One, unless they know how to be more. */
export class StatefulServer extends pulumi.ComponentResource {
  /** The Service's name, which is the server's address within the namespace. */
  readonly host: string;
  readonly peer: { readonly podLabels: PodLabels };
  /** What must be there before the server answers at its address. */
  readonly ready: pulumi.Resource[];

  constructor(
    name: string,
    readonly args: StatefulServerArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("slipway:index:StatefulServer", name, {}, opts);
    const { replicas = 1, protect } = args;
    const volume = { storage: args.storage ?? "1Gi", storageClass: args.storageClass ?? "" };
    const namespace = args.namespace.name;
    args.namespace.declare(name, {
      pods: { count: replicas, ...args.resources },
      claims: { count: replicas, storage: volume.storage },
    });
    const labels = { "app.kubernetes.io/name": name };
    const ports = Object.entries(args.ports).map(([port, number]) => ({
      name: port,
      port: number,
      targetPort: port,
    }));
    const secret = (suffix: string, stringData: Record<string, pulumi.Input<string>>) =>
      new kubernetes.core.v1.Secret(
        `${name}-${suffix}`,
        { metadata: { namespace }, stringData },
        { parent: this },
      ).metadata.name;

    // Clients keep the Service's own address, which outlives the pod; the headless one is for the StatefulSet,
    // and for servers that find each other before any of them serves.
    const service = new kubernetes.core.v1.Service(
      name,
      { metadata: { name, namespace, labels }, spec: { selector: labels, ports } },
      { parent: this },
    );
    const headless = new kubernetes.core.v1.Service(
      `${name}-headless`,
      {
        metadata: { name: `${name}-headless`, namespace, labels },
        spec: { clusterIP: "None", publishNotReadyAddresses: true, selector: labels, ports },
      },
      { parent: this },
    );
    for (const [peer, port] of replicas === 1 ? [] : Object.entries(args.peerPorts ?? {})) {
      allow(
        `${name}-${peer}`,
        { namespace, from: labels, to: { podLabels: labels }, port },
        { parent: this },
      );
    }

    const claims = volumeClaims(
      name,
      { namespace, podLabels: labels, replicas, ...volume },
      { parent: this, protect, dependsOn: args.namespace.ready },
    );
    const server = new kubernetes.apps.v1.StatefulSet(
      name,
      {
        metadata: { name, namespace, labels },
        spec: {
          serviceName: headless.metadata.name,
          replicas,
          // All of them stopped, none may wait for another to be ready first. A rollout is one by one all the same.
          podManagementPolicy: "Parallel",
          selector: { matchLabels: labels },
          template: {
            metadata: { labels },
            spec: {
              ...serverPod(args, {
                env: secret("env", args.secretEnv),
                files: args.secretFiles && secret("files", args.secretFiles.files),
              }),
              ...spread(labels, "controller-revision-hash"),
            },
          },
          volumeClaimTemplates: [volumeClaimTemplate(volume)],
        },
      },
      {
        parent: this,
        protect,
        dependsOn: [...args.namespace.ready, ...claims],
        // A size is the claims' own: here it would have the StatefulSet made anew.
        ignoreChanges: ["spec.volumeClaimTemplates"],
      },
    );
    disruptionBudget(name, { namespace, podLabels: labels }, { parent: this });

    this.host = name;
    this.peer = { podLabels: labels };
    this.ready = [server, service];
    this.registerOutputs({ host: this.host });
  }
}
