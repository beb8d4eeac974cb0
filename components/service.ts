import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { Edge } from "./edge";
import { environment } from "./environment";
import type { Image } from "./image";
import { type Consumer, type Grant, type Link, type PodLabels, withPrefix } from "./link";
import type { Namespace } from "./namespace";
import { pod } from "./pod";

/** The user of an image's processes when it says no other. */
const defaultUid = 10001;

export interface ServiceArgs {
  namespace: Namespace;
  image: Image;
  /** The port that the container listens on, and the Service too. */
  port: number;
  /** @default 2 */
  replicas?: number;
  /** The stores and services that this one may talk to, and gets the addresses and accounts of. @default none */
  uses?: Link[];
  /** Environment variables of its own. @default none */
  env?: Record<string, pulumi.Input<string>>;
  /** The user that the container runs as. @default 10001 */
  uid?: number;
  /**
   * HTTP paths that say that the process lives, and that it can take requests.
   * @default "/healthz" and "/readyz" on the service's own port
   */
  probes?: { liveness: string; readiness: string; port?: number };
  /** A port of every node, 30000 to 32767, that leads here from anywhere. @default none */
  nodePort?: number;
  /** How pods are replaced, in seconds and numbers of pods. @default 0, 0 and 1: no pod goes before one has come */
  rollout?: { minReadySeconds: number; maxUnavailable: number; maxSurge: number };
  /** What `kubectl rollout history` says of this version. @default none */
  changeCause?: string;
  /** Requested CPU, requested memory and memory limit. @default "50m", "96Mi", "256Mi" */
  resources?: { cpu: string; memory: string; memoryLimit: string };
}

/** A stateless service: its pods, rolled without a pause, behind one address, with what its edges give them. */
export class Service extends pulumi.ComponentResource implements Link {
  readonly name: string;
  readonly port: number;
  readonly podLabels: PodLabels;
  private readonly deployment: kubernetes.apps.v1.Deployment;

  constructor(name: string, args: ServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:index:Service", name, {}, opts);
    const { image, port } = args;
    const namespace = args.namespace.name;
    const labels = { "app.kubernetes.io/name": name };
    this.name = name;
    this.port = port;
    this.podLabels = labels;

    const consumer: Consumer = { name, podLabels: labels, deployment: () => this.deployment };
    const used = (args.uses ?? []).map((link) => link.name);
    const twice = used.find((other, index) => used.indexOf(other) !== index);
    if (twice !== undefined) throw new Error(`${name} uses ${twice} twice; one edge is enough`);
    const edges = (args.uses ?? []).map(
      (to) => new Edge(`${name}-${to.name}`, { namespace, from: consumer, to }, { parent: this }),
    );
    const { env, secretEnv } = environment(name, [
      ...edges.map(({ to, grant }) => ({ ...grant, from: `the edge to ${to}` })),
      { env: args.env ?? {}, secretEnv: {}, from: "env" },
    ]);
    // An empty one would differ from what the cluster gives back, on each update.
    const secrets =
      Object.keys(secretEnv).length === 0
        ? []
        : [
            new kubernetes.core.v1.Secret(
              `${name}-env`,
              { metadata: { namespace }, stringData: secretEnv },
              { parent: this },
            ).metadata.name,
          ];
    const account = args.namespace.account(name, { parent: this });
    new kubernetes.core.v1.Service(
      name,
      {
        metadata: { name, namespace, labels },
        spec: {
          type: args.nodePort === undefined ? "ClusterIP" : "NodePort",
          selector: labels,
          ports: [{ name: "http", port, targetPort: "http", nodePort: args.nodePort }],
        },
      },
      { parent: this },
    );
    if (args.nodePort !== undefined) {
      new kubernetes.networking.v1.NetworkPolicy(
        `${name}-node-port`,
        {
          metadata: { namespace },
          spec: {
            podSelector: { matchLabels: labels },
            policyTypes: ["Ingress"],
            ingress: [{ ports: [{ protocol: "TCP", port }] }],
          },
        },
        { parent: this },
      );
    }

    const { port: probePort, ...probes } = args.probes ?? {
      liveness: "/healthz",
      readiness: "/readyz",
    };
    const probed = probePort === undefined ? "http" : "probe";
    const alive = { httpGet: { path: probes.liveness, port: probed }, timeoutSeconds: 5 };
    const rollout = args.rollout ?? { minReadySeconds: 0, maxUnavailable: 0, maxSurge: 1 };
    const replicas = args.replicas ?? 2;
    const resources = args.resources ?? { cpu: "50m", memory: "96Mi", memoryLimit: "256Mi" };
    // The pod that a new one has replaced still drains when the next one comes: what surges, does so twice.
    args.namespace.declare(name, {
      pods: { count: replicas + 2 * rollout.maxSurge, ...resources },
    });
    this.deployment = new kubernetes.apps.v1.Deployment(
      name,
      {
        metadata: {
          name,
          namespace,
          labels,
          annotations: {
            // What is configured wins over what `kubectl rollout undo` left: a conflict of field owners otherwise.
            "pulumi.com/patchForce": "true",
            ...(args.changeCause === undefined
              ? {}
              : { "kubernetes.io/change-cause": args.changeCause }),
          },
        },
        spec: {
          replicas,
          selector: { matchLabels: labels },
          minReadySeconds: rollout.minReadySeconds,
          strategy: {
            rollingUpdate: { maxUnavailable: rollout.maxUnavailable, maxSurge: rollout.maxSurge },
          },
          template: {
            metadata: { labels },
            spec: {
              ...pod({
                image: image.reference,
                pullPolicy: image.pullPolicy,
                serviceAccount: account,
                uid: args.uid ?? defaultUid,
                env,
                secrets,
                resources,
                scratchPaths: ["/tmp"],
                container: {
                  name: "service",
                  ports: [
                    { name: "http", containerPort: port },
                    ...(probePort === undefined
                      ? []
                      : [{ name: "probe", containerPort: probePort }]),
                  ],
                  startupProbe: { ...alive, periodSeconds: 1, failureThreshold: 60 },
                  livenessProbe: { ...alive, periodSeconds: 10, failureThreshold: 3 },
                  readinessProbe: {
                    httpGet: { path: probes.readiness, port: probed },
                    timeoutSeconds: 2,
                    periodSeconds: 2,
                    failureThreshold: 2,
                  },
                  // Ingress and kube-proxy learn that the pod is going before it stops taking connections.
                  lifecycle: { preStop: { sleep: { seconds: 5 } } },
                },
              }),
              // The preStop pause and a drain of at most 10 s, twice over.
              terminationGracePeriodSeconds: 30,
            },
          },
        },
      },
      {
        parent: this,
        dependsOn: [...args.namespace.ready, ...edges.flatMap(({ grant }) => [...grant.ready])],
        customTimeouts: { create: "5m", update: "5m" },
      },
    );
    new kubernetes.policy.v1.PodDisruptionBudget(
      name,
      {
        metadata: { namespace },
        spec: { maxUnavailable: 1, selector: { matchLabels: labels } },
      },
      { parent: this },
    );

    this.registerOutputs({});
  }

  /** Lets another service call this one: its address as `<NAME>_URL`. */
  grant(): Grant {
    const variable = `${this.name.toUpperCase().replace(/-/g, "_")}_URL`;
    return {
      env: { [variable]: `http://${this.name}:${this.port}` },
      secretEnv: {},
      ready: [this.deployment],
    };
  }

  /** This service's link under another variable; see withPrefix. */
  as(prefix: string): Link {
    return withPrefix(this, prefix);
  }
}
