import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { App } from "../app";
import type { StoreSettings } from "../config/part-schemas";
import type { PodLabels } from "../edges/link";
import { address } from "../kubernetes/address";
import { disruptionBudget } from "../kubernetes/disruption-budget";
import { spread } from "../kubernetes/spread";
import { serverPod, type ServerPodArgs } from "./server-pod";
import { volumeClaims, volumeClaimTemplate } from "./volume-claims";

export interface StatefulServerArgs extends ServerPodArgs {
  app: App;
  /** What the settings say of its volumes: 1Gi of the stack's class where they say nothing. */
  volume: Pick<StoreSettings, "storage" | "storageClass">;
  /** How many there are, each with a volume of its own and the address POD.NAME-headless. @default 1 */
  replicas?: number;
}

/** Servers with a volume each behind a Service: what all stores share. One, unless they know how to be more. */
export class StatefulServer {
  /** The Service's name, which is the server's address within the namespace. */
  readonly host: string;
  readonly peer: { readonly podLabels: PodLabels };
  /** The name of the Secret that holds its variables. */
  readonly secret: pulumi.Output<string>;
  /** What must be there before the server answers at its address. */
  readonly ready: pulumi.Resource[];

  constructor(
    name: string,
    readonly args: StatefulServerArgs,
    opts: pulumi.CustomResourceOptions,
  ) {
    const { app, replicas = 1 } = args;
    const { cluster } = app.settings;
    const protect = cluster.protect ?? false;
    const volume = {
      storage: args.volume.storage ?? "1Gi",
      storageClass: args.volume.storageClass ?? cluster.storageClass ?? "",
    };
    const namespace = app.namespace.name;
    app.namespace.declare(name, {
      pods: { count: replicas, ...args.resources },
      claims: { count: replicas, storage: volume.storage },
    });
    const labels = { "app.kubernetes.io/name": name };
    const ports = Object.entries(args.ports).map(([port, number]) => ({
      name: port,
      port: number,
    }));

    this.secret = new kubernetes.core.v1.Secret(
      `${name}-server`,
      {
        metadata: { namespace },
        stringData: { ...args.secretEnv, ...args.secretFiles?.files },
      },
      opts,
    ).metadata.name;
    // Clients keep the Service's own address, which outlives the pod; the headless one is for the StatefulSet,
    // and for servers that find each other before any of them serves.
    const service = address(name, { namespace, podLabels: labels, type: "ClusterIP", ports }, opts);
    const headless = address(
      `${name}-headless`,
      { namespace, podLabels: labels, type: "headless", ports },
      opts,
    );
    const peers = replicas === 1 ? [] : Object.values(args.peerPorts ?? {});
    app.network.egress(
      name,
      labels,
      peers.map((port) => ({ peer: { podLabels: labels }, port })),
      opts,
    );
    app.network.ingress(name, labels, opts);

    const claims = volumeClaims(
      name,
      { namespace, podLabels: labels, replicas, ...volume },
      { ...opts, protect, dependsOn: app.namespace.ready },
    );
    const server = new kubernetes.apps.v1.StatefulSet(
      name,
      {
        metadata: {
          name,
          namespace,
          labels,
          // What is configured wins over what somebody has changed by hand: a conflict of field owners otherwise.
          annotations: { "pulumi.com/patchForce": "true" },
        },
        spec: {
          serviceName: headless.metadata.name,
          replicas,
          // All of them stopped, none may wait for another to be ready first. A rollout is one by one all the same.
          podManagementPolicy: "Parallel",
          selector: { matchLabels: labels },
          template: {
            metadata: { labels },
            spec: {
              ...serverPod(args, app.namespace.podDefaults, this.secret),
              ...spread(labels, "controller-revision-hash"),
            },
          },
          volumeClaimTemplates: [volumeClaimTemplate(volume)],
        },
      },
      {
        ...opts,
        protect,
        dependsOn: [...app.namespace.ready, ...claims],
        // A size is the claims' own: here it would have the StatefulSet made anew.
        ignoreChanges: ["spec.volumeClaimTemplates"],
      },
    );
    if (replicas > 1) disruptionBudget(name, { namespace, podLabels: labels }, opts);

    this.host = name;
    this.peer = { podLabels: labels };
    this.ready = [server, service];
  }
}
