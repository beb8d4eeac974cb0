import type { types } from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { asTexts } from "../config/fields";
import type { Nodes } from "../config/node-schema";
import { larger, type Resources } from "./resources";

type Container = types.input.core.v1.Container;

/** Cores that one container run wild may take of its node: more than those that request less ever need. */
const cpuLimit = "2";

/** What a container may write to its node's disk, logs and scratch folders together. */
const disk = { request: "64Mi", limit: "1Gi" };

/** What all pods of a namespace have in common. */
export interface PodDefaults {
  readonly serviceAccount: pulumi.Input<string>;
  /** Whether the cluster chooses the user that a pod runs as. */
  readonly assignsUsers: boolean;
  readonly nodes: Nodes;
}

export interface PodArgs {
  defaults: PodDefaults;
  /** The nodes that may run it, beside which the defaults count for what is not said. @default the defaults */
  nodes?: Nodes;
  image: pulumi.Input<string>;
  pullPolicy: "IfNotPresent" | "Never";
  /** The user and group that its process runs as, and that its volumes are writable for. */
  uid: number;
  /** Environment variables in clear. */
  env: Readonly<Record<string, pulumi.Input<string>>>;
  /** Names of Secrets whose every value is an environment variable. @default none */
  secrets?: pulumi.Input<string>[];
  /** Further environment variables, each with the value that a Secret has under a key. @default none */
  secretEnv?: Readonly<Record<string, { secret: pulumi.Input<string>; key: string }>>;
  resources: Resources;
  /** Folders that must be writable but need not survive a restart. */
  scratchPaths: string[];
  /** What else the container has. */
  container: Omit<Container, "image" | "env" | "envFrom" | "resources" | "securityContext">;
}

/**
 * A pod of one container that passes the Pod Security Standard "restricted", with a read-only root and no token for
 * the Kubernetes API.
 */
export function pod(args: PodArgs): types.input.core.v1.PodSpec & { volumes: Volume[] } {
  const scratch = args.scratchPaths.map((mountPath, index) => ({
    name: `scratch-${index}`,
    mountPath,
  }));
  const mounts = (args.container.volumeMounts ?? []) as types.input.core.v1.VolumeMount[];
  const { serviceAccount, assignsUsers } = args.defaults;
  const { selector = {}, tolerations = [] } = { ...args.defaults.nodes, ...args.nodes };
  return {
    serviceAccountName: serviceAccount,
    // What is empty would differ from what the cluster gives back, on each update.
    ...(Object.keys(selector).length === 0 ? {} : { nodeSelector: asTexts(selector) }),
    ...(tolerations.length === 0 ? {} : { tolerations: tolerations.map((one) => ({ ...one })) }),
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: {
      runAsNonRoot: true,
      ...(assignsUsers ? {} : { runAsUser: args.uid, runAsGroup: args.uid, fsGroup: args.uid }),
      // A volume whose root already fits is not walked again: a large one would hold up every restart.
      fsGroupChangePolicy: "OnRootMismatch",
      seccompProfile: { type: "RuntimeDefault" },
    },
    containers: [
      {
        ...args.container,
        image: args.image,
        imagePullPolicy: args.pullPolicy,
        env: [
          ...Object.entries(args.env).map(([name, value]) => ({ name, value })),
          ...Object.entries(args.secretEnv ?? {}).map(([name, { secret, key }]) => ({
            name,
            valueFrom: { secretKeyRef: { name: secret, key } },
          })),
        ],
        envFrom: (args.secrets ?? []).map((name) => ({ secretRef: { name } })),
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"] },
        },
        resources: {
          requests: {
            cpu: args.resources.cpu,
            memory: args.resources.memory,
            "ephemeral-storage": disk.request,
          },
          limits: {
            cpu: larger(cpuLimit, args.resources.cpu),
            memory: args.resources.memoryLimit,
            "ephemeral-storage": disk.limit,
          },
        },
        volumeMounts: [...mounts, ...scratch],
      },
    ],
    volumes: scratch.map(({ name }) => ({ name, emptyDir: {} })),
  };
}

type Volume = types.input.core.v1.Volume;
