import * as kubernetes from "@pulumi/kubernetes";
import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { PodLabels } from "./link";
import type { Namespace } from "./namespace";
import { pod } from "./pod";

export interface StatefulServerArgs {
  namespace: Namespace;
  image: pulumi.Input<string>;
  /** @default "IfNotPresent" */
  pullPolicy?: "IfNotPresent" | "Never";
  /** The ports that the server listens on, by name. */
  ports: Record<string, number>;
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
  /** Size of the volume, as a Kubernetes quantity. */
  storage: string;
  /** @default "": the cluster's default */
  storageClass?: string;
  /** Folders that must be writable but need not survive a restart. @default none */
  scratchPaths?: string[];
  /** What succeeds when the server serves. */
  probe: Pick<types.input.core.v1.Probe, "exec" | "tcpSocket">;
  /** Requested CPU, requested memory and memory limit, as Kubernetes quantities. */
  resources: { cpu: string; memory: string; memoryLimit: string };
}

/** One server with a volume of its own behind a Service: what all stores share. */
export class StatefulServer extends pulumi.ComponentResource {
  /** The Service's name, which is the server's address within the namespace. */
  readonly host: string;
  readonly podLabels: PodLabels;
  /** What must be there before the server answers at its address. */
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: StatefulServerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:index:StatefulServer", name, {}, opts);
    const namespace = args.namespace.name;
    args.namespace.declare(name, {
      pods: { count: 1, ...args.resources },
      claims: { count: 1, storage: args.storage },
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
    const secretFiles = args.secretFiles && {
      path: args.secretFiles.path,
      secretName: secret("files", args.secretFiles.files),
    };
    const probe = { ...args.probe, timeoutSeconds: 5 };
    const spec = pod({
      image: args.image,
      pullPolicy: args.pullPolicy ?? "IfNotPresent",
      serviceAccount: args.namespace.serviceAccount,
      uid: args.uid,
      env: args.env ?? {},
      secrets: [secret("env", args.secretEnv)],
      resources: args.resources,
      scratchPaths: args.scratchPaths ?? [],
      container: {
        name: "server",
        command: args.command,
        ports: Object.entries(args.ports).map(([port, containerPort]) => ({
          name: port,
          containerPort,
        })),
        // A first start makes the data: five minutes. From then on a server has 30 s to answer.
        startupProbe: { ...probe, periodSeconds: 2, failureThreshold: 150 },
        readinessProbe: { ...probe, periodSeconds: 5, failureThreshold: 2 },
        livenessProbe: { ...probe, periodSeconds: 10, failureThreshold: 3 },
        // New connections stop coming before the server stops taking them.
        lifecycle: { preStop: { sleep: { seconds: 2 } } },
        volumeMounts: [
          // Below the volume's root, where a file system keeps its lost+found.
          { name: "data", mountPath: args.dataPath, subPath: "data" },
          ...(secretFiles === undefined
            ? []
            : [{ name: "files", mountPath: secretFiles.path, readOnly: true }]),
        ],
      },
    });
    if (secretFiles !== undefined) {
      spec.volumes.push({ name: "files", secret: { secretName: secretFiles.secretName } });
    }

    // Clients keep the Service's own address, which outlives the pod; the headless one is for the StatefulSet.
    const service = new kubernetes.core.v1.Service(
      name,
      { metadata: { name, namespace, labels }, spec: { selector: labels, ports } },
      { parent: this },
    );
    const headless = new kubernetes.core.v1.Service(
      `${name}-headless`,
      {
        metadata: { name: `${name}-headless`, namespace, labels },
        spec: { clusterIP: "None", selector: labels, ports },
      },
      { parent: this },
    );

    const server = new kubernetes.apps.v1.StatefulSet(
      name,
      {
        metadata: { name, namespace, labels },
        spec: {
          serviceName: headless.metadata.name,
          replicas: 1,
          selector: { matchLabels: labels },
          template: {
            metadata: { labels },
            spec: { ...spec, terminationGracePeriodSeconds: 60 },
          },
          volumeClaimTemplates: [
            {
              metadata: { name: "data" },
              spec: {
                accessModes: ["ReadWriteOnce"],
                resources: { requests: { storage: args.storage } },
                ...((args.storageClass ?? "") === ""
                  ? {}
                  : { storageClassName: args.storageClass }),
              },
            },
          ],
        },
      },
      { parent: this, dependsOn: args.namespace.ready },
    );

    this.host = name;
    this.podLabels = labels;
    this.ready = [server, service];
    this.registerOutputs({ host: this.host });
  }
}
