import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { App } from "../app";
import type { StoreSettings } from "../config/part-schemas";
import type { PodLabels } from "../edges/link";
import { address } from "../kubernetes/address";
import { disruptionBudget } from "../kubernetes/disruption-budget";
import { spread } from "../kubernetes/spread";
import type { Administrator } from "./administrator";
import { serverPod, type ServerPodArgs } from "./server-pod";
import { volumeClaims, volumeClaimTemplate } from "./volume-claims";

export interface StatefulServerArgs extends ServerPodArgs {
  app: App;
  /** Another password of his rolls no pod: the store's Jobs tell it to those that run. */
  administrator: Administrator;
  /** What the settings say of its volumes: 1Gi of the stack's class where they say nothing. */
  volume: Pick<StoreSettings, "storage" | "storageClass">;
  /** How many there are, each with a volume of its own. @default 1 */
  replicas?: number;
  /**
   * Where clients find them: at one address, which leads to those that are ready, or at each one's own,
   * POD.NAME-headless, where they then reach each other, too.
   * @default "one"
   */
  addresses?: "one" | "each";
}

/** The key of the administrator's previous password in the Secret of a server. */
export const previousPassword = "PREVIOUS_PASSWORD";

/** Servers with a volume each behind a Service: what all stores share. One, unless they know how to be more. */
export class StatefulServer {
  /** The server's address within the namespace; those of all, separated by commas, where each has its own. */
  readonly host: string;
  readonly peer: { readonly podLabels: PodLabels };
  /** The name of the Secret that holds its variables, and the administrator's previous password for the store's Jobs. */
  readonly secret: string;
  /** What must be there before the server answers at its address. */
  readonly ready: pulumi.Resource[];

  constructor(
    name: string,
    readonly args: StatefulServerArgs,
    opts: pulumi.CustomResourceOptions,
  ) {
    const { app, replicas = 1, addresses = "one" } = args;
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

    // By a name of its own, so that pods refer to the same one when a password in it is another. That one is made once the
    // old one is deleted: a pod that starts in between waits for it.
    this.secret = `${name}-server`;
    const { variable, password, previous } = args.administrator;
    const secret = new kubernetes.core.v1.Secret(
      this.secret,
      {
        metadata: { name: this.secret, namespace },
        stringData: {
          ...args.secretEnv,
          [variable]: password,
          ...(previous === undefined ? {} : { [previousPassword]: previous }),
        },
      },
      opts,
    );
    // What names each pod, before any of them serves; the other address outlives the pods.
    const headless = address(
      `${name}-headless`,
      { namespace, podLabels: labels, type: "headless", ports },
      opts,
    );
    const forClients =
      addresses === "each"
        ? headless
        : address(name, { namespace, podLabels: labels, type: "ClusterIP", ports }, opts);
    const meeting = { ...args.peerPorts, ...(addresses === "each" ? args.ports : {}) };
    const peers = replicas === 1 ? [] : Object.values(meeting);
    app.network.policy(
      name,
      labels,
      peers.map((port) => ({ peer: { podLabels: labels }, port })),
      opts,
    );

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
          replicas: app.storeHistory.replicas(name, replicas),
          // All of them stopped, none may wait for another to be ready first. A rollout is one by one all the same.
          podManagementPolicy: "Parallel",
          selector: { matchLabels: labels },
          template: {
            metadata: { labels },
            spec: {
              ...serverPod(args, variable, app.namespace.podDefaults, this.secret),
              ...spread(labels, "controller-revision-hash"),
            },
          },
          volumeClaimTemplates: [volumeClaimTemplate(volume)],
        },
      },
      {
        ...opts,
        protect,
        dependsOn: [...app.namespace.ready, secret, ...claims],
        // A size is the claims' own: here it would have the StatefulSet made anew.
        ignoreChanges: ["spec.volumeClaimTemplates"],
      },
    );
    if (replicas > 1) disruptionBudget(name, { namespace, podLabels: labels }, opts);

    const pods = Array.from({ length: replicas }, (_, pod) => `${name}-${pod}.${name}-headless`);
    this.host = addresses === "each" ? pods.join(",") : name;
    this.peer = { podLabels: labels };
    this.ready = [server, forClients];
  }
}
