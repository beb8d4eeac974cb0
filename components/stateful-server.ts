import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { PodLabels } from "./link";
import { restrictedContainer, restrictedPod } from "./pod-security";

export interface StatefulServerArgs {
  namespace: pulumi.Input<string>;
  image: pulumi.Input<string>;
  /** @default "IfNotPresent" */
  pullPolicy?: "IfNotPresent" | "Never";
  port: number;
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
  /** The command that succeeds when the server serves. */
  probe: string[];
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
    const { namespace } = args;
    const labels = { "app.kubernetes.io/name": name };
    const ports = [{ name: "server", port: args.port, targetPort: "server" }];

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
    const scratch = (args.scratchPaths ?? []).map((mountPath, index) => ({
      name: `scratch-${index}`,
      mountPath,
    }));

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
            spec: {
              automountServiceAccountToken: false,
              enableServiceLinks: false,
              securityContext: restrictedPod(args.uid),
              terminationGracePeriodSeconds: 60,
              containers: [
                {
                  name: "server",
                  image: args.image,
                  imagePullPolicy: args.pullPolicy ?? "IfNotPresent",
                  command: args.command,
                  env: Object.entries(args.env ?? {}).map(([key, value]) => ({ name: key, value })),
                  envFrom: [{ secretRef: { name: secret("env", args.secretEnv) } }],
                  ports: [{ name: "server", containerPort: args.port }],
                  securityContext: restrictedContainer,
                  resources: {
                    requests: { cpu: args.resources.cpu, memory: args.resources.memory },
                    limits: { memory: args.resources.memoryLimit },
                  },
                  // A first start makes the data: five minutes. From then on a server has 30 s to answer.
                  startupProbe: { ...probe(args.probe), periodSeconds: 2, failureThreshold: 150 },
                  readinessProbe: { ...probe(args.probe), periodSeconds: 5, failureThreshold: 2 },
                  livenessProbe: { ...probe(args.probe), periodSeconds: 10, failureThreshold: 3 },
                  // New connections stop coming before the server stops taking them.
                  lifecycle: { preStop: { sleep: { seconds: 2 } } },
                  volumeMounts: [
                    // Below the volume's root, where a file system keeps its lost+found.
                    { name: "data", mountPath: args.dataPath, subPath: "data" },
                    ...scratch,
                    ...(secretFiles === undefined
                      ? []
                      : [{ name: "files", mountPath: secretFiles.path, readOnly: true }]),
                  ],
                },
              ],
              volumes: [
                ...scratch.map((volume) => ({ name: volume.name, emptyDir: {} })),
                ...(secretFiles === undefined
                  ? []
                  : [{ name: "files", secret: { secretName: secretFiles.secretName } }]),
              ],
            },
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
      { parent: this },
    );

    this.host = name;
    this.podLabels = labels;
    this.ready = [server, service];
    this.registerOutputs({ host: this.host });
  }
}

function probe(command: string[]) {
  return { exec: { command }, timeoutSeconds: 5 };
}
