import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { Edge } from "./edge";
import type { Image } from "./image";
import { type Consumer, type Grant, type Link, type PodLabels, withPrefix } from "./link";
import { restrictedContainer, restrictedPod } from "./pod-security";

/** The user of an image's processes when it says no other. */
const defaultUid = 10001;

export interface ServiceArgs {
  namespace: pulumi.Input<string>;
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
  /** HTTP paths that say that the process lives, and that it can take requests. @default "/healthz", "/readyz" */
  probes?: { liveness: string; readiness: string };
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
    const { namespace, image, port } = args;
    const labels = { "app.kubernetes.io/name": name };
    this.name = name;
    this.port = port;
    this.podLabels = labels;

    const links = args.uses ?? [];
    const consumer: Consumer = { name, podLabels: labels, deployment: () => this.deployment };
    const grants = links.map((to) => {
      const edge = new Edge(
        `${name}-${to.name}`,
        { namespace, from: consumer, to },
        { parent: this },
      );
      return { from: `the edge to ${to.name}`, grant: edge.grant };
    });
    const own = { from: "env", grant: { env: args.env ?? {}, secretEnv: {}, ready: [] } };
    rejectTwins(name, [...grants, own]);

    const env = Object.assign({}, ...[...grants, own].map(({ grant }) => grant.env));
    const secretEnv = Object.assign({}, ...grants.map(({ grant }) => grant.secretEnv));
    const secret = new kubernetes.core.v1.Secret(
      `${name}-env`,
      { metadata: { namespace }, stringData: secretEnv },
      { parent: this },
    );
    const account = new kubernetes.core.v1.ServiceAccount(
      name,
      { metadata: { namespace }, automountServiceAccountToken: false },
      { parent: this },
    );
    new kubernetes.core.v1.Service(
      name,
      {
        metadata: { name, namespace, labels },
        spec: { selector: labels, ports: [{ name: "http", port, targetPort: "http" }] },
      },
      { parent: this },
    );

    const resources = args.resources ?? { cpu: "50m", memory: "96Mi", memoryLimit: "256Mi" };
    const probes = args.probes ?? { liveness: "/healthz", readiness: "/readyz" };
    const alive = { httpGet: { path: probes.liveness, port: "http" }, timeoutSeconds: 5 };
    this.deployment = new kubernetes.apps.v1.Deployment(
      name,
      {
        metadata: { name, namespace, labels },
        spec: {
          replicas: args.replicas ?? 2,
          selector: { matchLabels: labels },
          // A new pod is there before an old one goes.
          strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
          template: {
            metadata: { labels },
            spec: {
              serviceAccountName: account.metadata.name,
              automountServiceAccountToken: false,
              enableServiceLinks: false,
              securityContext: restrictedPod(args.uid ?? defaultUid),
              // The preStop pause and a drain of at most 10 s, twice over.
              terminationGracePeriodSeconds: 30,
              containers: [
                {
                  name: "service",
                  image: image.reference,
                  imagePullPolicy: image.pullPolicy,
                  env: Object.entries<pulumi.Input<string>>(env).map(([key, value]) => ({
                    name: key,
                    value,
                  })),
                  envFrom: [{ secretRef: { name: secret.metadata.name } }],
                  ports: [{ name: "http", containerPort: port }],
                  securityContext: restrictedContainer,
                  resources: {
                    requests: { cpu: resources.cpu, memory: resources.memory },
                    limits: { memory: resources.memoryLimit },
                  },
                  startupProbe: { ...alive, periodSeconds: 1, failureThreshold: 60 },
                  livenessProbe: { ...alive, periodSeconds: 10, failureThreshold: 3 },
                  readinessProbe: {
                    httpGet: { path: probes.readiness, port: "http" },
                    timeoutSeconds: 2,
                    periodSeconds: 2,
                    failureThreshold: 2,
                  },
                  // Ingress and kube-proxy learn that the pod is going before it stops taking connections.
                  lifecycle: { preStop: { sleep: { seconds: 5 } } },
                  volumeMounts: [{ name: "tmp", mountPath: "/tmp" }],
                },
              ],
              volumes: [{ name: "tmp", emptyDir: {} }],
            },
          },
        },
      },
      {
        parent: this,
        dependsOn: grants.flatMap(({ grant }) => grant.ready),
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

/** @throws Error when a service uses one thing twice, or when two of its sources set one variable. */
function rejectTwins(service: string, sources: { from: string; grant: Grant }[]): void {
  const setBy = new Map<string, string>();
  for (const { from, grant } of sources) {
    for (const variable of [...Object.keys(grant.env), ...Object.keys(grant.secretEnv)]) {
      const other = setBy.get(variable);
      if (other !== undefined) {
        throw new Error(
          `${service}: ${variable} is set by ${other} and by ${from}. ` +
            `Give one of the edges a prefix, such as uses: [store.as("ARCHIVE")].`,
        );
      }
      setBy.set(variable, from);
    }
  }
}
