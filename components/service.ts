import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { App } from "./app";
import { serviceSchema, type ServiceSettings } from "./config/part-schemas";
import {
  type Consumer,
  type Grant,
  grantsOf,
  type Link,
  type PodLabels,
  withPrefix,
} from "./edges/link";
import type { ImageArgs } from "./images/built-image";
import { address } from "./kubernetes/address";
import { deployment, type Rollout } from "./kubernetes/deployment";
import { resourcesOf } from "./kubernetes/resources";
import { configuredImage } from "./services/configured-image";
import { serviceContainer, type ServiceProbes } from "./services/service-container";
import { serviceEnvironment } from "./services/service-environment";

/** The user of an image's processes when it says no other. */
const defaultUid = 10001;
const defaultResources = { cpu: "50m", memory: "96Mi", memoryLimit: "256Mi" };

/** What the settings can say of a service, the program says first: its own values are the defaults. */
export interface ServiceArgs extends Omit<ServiceSettings, "env" | "build"> {
  app: App;
  /** How its image is built. @default images/<name>, with the Dockerfile there */
  image?: ImageArgs;
  /** The port that the container listens on, and the Service too; the container is told by LISTEN_URL. */
  port: number;
  /** The stores and services that this one may talk to, and gets the addresses and accounts of. @default none */
  uses?: Link[];
  /** Environment variables of its own. What is secret reaches the pods through a Secret alone. @default none */
  env?: Record<string, pulumi.Input<string>>;
  /** The user that the container runs as. @default 10001 */
  uid?: number;
  /** @default "/healthz" and "/readyz" on the service's own port */
  probes?: ServiceProbes;
  /** @default 0, 0 and 1: no pod goes before one has come */
  rollout?: Rollout;
}

/** A stateless service: its pods, rolled without a pause, behind one address, with what its edges give them. */
export class Service extends pulumi.ComponentResource implements Link {
  readonly name: string;
  readonly port: number;
  readonly peer: { readonly podLabels: PodLabels };
  private readonly deployment: kubernetes.apps.v1.Deployment;

  /** @throws Error when a link stands twice in `uses`, or two sources set one variable. */
  constructor(name: string, args: ServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    const { app, port, uses = [] } = args;
    super(
      "slipway:index:Service",
      name,
      { uses: uses.map((link) => link.name), port },
      { parent: app, ...opts },
    );
    this.name = name;
    this.port = port;
    const podLabels = { "app.kubernetes.io/name": name };
    this.peer = { podLabels };
    const inside = { parent: this };
    const namespace = app.namespace.name;
    const configured = app.settings.part("services", name, serviceSchema);
    const settings = { ...args, ...configured };
    const { replicas = 2, maxReplicas = 0, nodePort = 0 } = settings;
    const place = `services.${name}`;
    if (maxReplicas > 0 && maxReplicas < replicas) {
      const allowed = `at least replicas, which is ${replicas}, or 0 for no autoscaler`;
      app.settings.mistake(`${place}.maxReplicas`, `is ${maxReplicas}, but must be ${allowed}`);
    }

    const consumer: Consumer = { name, podLabels, deployment: () => this.deployment };
    const grants = grantsOf(consumer, uses, inside);
    app.network.egress(name, podLabels, uses, inside);
    app.network.ingress(name, podLabels, inside);
    const { metricsNamespace } = app.settings.cluster;
    if (metricsNamespace !== undefined) {
      app.network.admit({ namespace: metricsNamespace }, podLabels, port);
    }
    if (nodePort !== 0) {
      app.claimNodePort(nodePort, `${place}.nodePort`);
      app.network.admit("anywhere", podLabels, port);
    }

    const { env, secrets } = serviceEnvironment(
      app,
      name,
      { grants, program: args.env ?? {}, configured: configured.env ?? {}, port },
      inside,
    );
    address(
      name,
      {
        namespace,
        podLabels,
        type: nodePort === 0 ? "ClusterIP" : "NodePort",
        ports: [{ name: "http", port, nodePort }],
      },
      inside,
    );

    const { image, changeCause } = configuredImage(app, name, args.image, configured.build, inside);
    this.deployment = deployment(
      name,
      {
        namespace: app.namespace,
        podLabels,
        replicas,
        maxReplicas,
        rollout: args.rollout,
        changeCause,
        pod: {
          image: image.reference,
          pullPolicy: image.pullPolicy,
          uid: args.uid ?? defaultUid,
          env,
          secrets,
          nodes: settings.nodes,
          resources: resourcesOf(app.settings, place, defaultResources, args, configured),
          scratchPaths: ["/tmp"],
          container: serviceContainer(port, args.probes),
        },
        // The preStop pause and a drain of at most 10 s, twice over.
        graceSeconds: 30,
      },
      { parent: this, dependsOn: grants.flatMap(({ ready }) => [...ready]) },
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
