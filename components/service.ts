import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import {
  serviceSchema,
  type ServiceSettings,
  type WorkloadSettings,
} from "./config/service-schemas";
import { type Grant, type Link, type PodLabels, withPrefix } from "./edges/link";
import { address } from "./kubernetes/address";
import { deployment, type Rollout } from "./kubernetes/deployment";
import { scaleOf } from "./services/scale";
import { serviceContainer, type ServiceProbes } from "./services/service-container";
import { singleVolume } from "./services/volume-mounts";
import { labelled } from "./kubernetes/labels";
import { serviceNetwork } from "./services/service-network";
import { workload, type WorkloadArgs } from "./services/workload";

const component = { "app.kubernetes.io/component": "service" };

/** What the settings can say of a service, the program says first: its own values are the defaults. */
export interface ServiceArgs extends WorkloadArgs, Omit<ServiceSettings, keyof WorkloadSettings> {
  /** The port that the container listens on, and the Service too; the container is told by LISTEN_URL, `[::]:PORT`. */
  port: number;
  /**
   * The command of its image that makes its tables, in accounts of its own. It ends well before a pod starts, beside
   * pods of the version before and others of itself. @default none: the service makes its tables itself
   */
  migrate?: string[];
  /** @default "/healthz" and "/readyz" on the service's own port */
  probes?: ServiceProbes;
  /** @default a RollingUpdate in which no pod goes before one has come */
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
      { parent: app, transformations: [labelled(component)], ...opts },
    );
    this.name = name;
    this.port = port;
    const podLabels = { "app.kubernetes.io/name": name };
    this.peer = { podLabels };
    const inside = { parent: this };
    const namespace = app.namespace.name;
    const configured = app.settings.part("services", name, serviceSchema);
    const settings = { ...args, ...configured };
    const { nodePort = 0 } = settings;
    const place = `services.${name}`;
    const single = singleVolume(args.volumes ?? {});
    const scale = scaleOf(app.settings, place, settings, args.rollout, single);
    const { migrate } = args;
    const migrates = migrate !== undefined;
    const consumer = { name, podLabels, deployment: () => this.deployment, migrates };
    const { pod, ready, changeCause, labels } = workload(
      args,
      {
        consumer,
        component,
        place,
        configured,
        port,
        migrate,
        container: serviceContainer(port, args.probes),
      },
      inside,
    );
    serviceNetwork(app, name, { podLabels, port, nodePort, uses }, inside);
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

    this.deployment = deployment(
      name,
      {
        namespace: app.namespace,
        podLabels,
        ...scale,
        startSeconds: args.probes?.startSeconds,
        labels,
        changeCause,
        pod,
        // The preStop pause and a drain of at most 10 s, twice over.
        graceSeconds: 30,
      },
      { parent: this, dependsOn: ready },
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
