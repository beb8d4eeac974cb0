import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { address } from "./address";
import { deployment, type Rollout } from "./deployment";
import { Edge } from "./edge";
import { environment } from "./environment";
import { httpProbes } from "./http-probes";
import type { Image } from "./image";
import { type Consumer, type Grant, type Link, type PodLabels, withPrefix } from "./link";
import type { Namespace } from "./namespace";

/** The user of an image's processes when it says no other. */
const defaultUid = 10001;

export interface ServiceArgs {
  namespace: Namespace;
  image: Image;
  /** The port that the container listens on, and the Service too. */
  port: number;
  /** Pods; the fewest where there is an autoscaler. @default 2 */
  replicas?: number;
  /** Pods at most: above `replicas`, an autoscaler chooses by their CPU. @default 0: always `replicas` */
  maxReplicas?: number;
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
  /** A port of every node, 30000 to 32767, that leads here from anywhere. @default 0: none */
  nodePort?: number;
  /** @default 0, 0 and 1: no pod goes before one has come */
  rollout?: Rollout;
  /** What `kubectl rollout history` says of this version. @default none */
  changeCause?: string;
  /** Requested CPU, requested memory and memory limit. @default "50m", "96Mi", "256Mi" */
  resources?: { cpu: string; memory: string; memoryLimit: string };
}

/** A stateless service: its pods, rolled without a pause, behind one address, with what its edges give them. */
export class Service extends pulumi.ComponentResource implements Link {
  readonly name: string;
  readonly port: number;
  readonly peer: { readonly podLabels: PodLabels };
  private readonly deployment: kubernetes.apps.v1.Deployment;

  constructor(name: string, args: ServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:index:Service", name, {}, opts);
    const { image, port } = args;
    const namespace = args.namespace.name;
    const labels = { "app.kubernetes.io/name": name };
    this.name = name;
    this.port = port;
    this.peer = { podLabels: labels };

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
    const nodePort = args.nodePort ?? 0;
    address(
      name,
      {
        namespace,
        podLabels: labels,
        type: nodePort === 0 ? "ClusterIP" : "NodePort",
        ports: [{ name: "http", port, containerPort: port, nodePort }],
      },
      { parent: this },
    );

    const probes = args.probes ?? { liveness: "/healthz", readiness: "/readyz" };
    const probePort = probes.port;
    this.deployment = deployment(
      name,
      {
        namespace: args.namespace,
        podLabels: labels,
        replicas: args.replicas ?? 2,
        maxReplicas: args.maxReplicas,
        rollout: args.rollout,
        changeCause: args.changeCause,
        pod: {
          image: image.reference,
          pullPolicy: image.pullPolicy,
          uid: args.uid ?? defaultUid,
          env,
          secrets,
          resources: args.resources ?? { cpu: "50m", memory: "96Mi", memoryLimit: "256Mi" },
          scratchPaths: ["/tmp"],
          container: {
            name: "service",
            ports: [
              { name: "http", containerPort: port },
              ...(probePort === undefined ? [] : [{ name: "probe", containerPort: probePort }]),
            ],
            ...httpProbes({ ...probes, port: probePort === undefined ? "http" : "probe" }),
            // Ingress and kube-proxy learn that the pod is going before it stops taking connections.
            lifecycle: { preStop: { sleep: { seconds: 5 } } },
          },
        },
        // The preStop pause and a drain of at most 10 s, twice over.
        graceSeconds: 30,
      },
      { parent: this, dependsOn: edges.flatMap(({ grant }) => [...grant.ready]) },
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
