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
  /** What the container mounts besides its scratch folders. @default none */
  volumes?: Volume[];
  /** Folders that must be writable but need not survive a restart. */
  scratchPaths: string[];
  /** What else the container has. */
  container: Omit<Container, "image" | "env" | "envFrom" | "resources" | "securityContext">;
  /** What has to end well before the container starts: another command of its image. @default nothing */
  before?: {
    name: string;
    /** Another image than the container's, which is pulled where the node has none. @default the same */
    image?: string;
    command: string[];
    /** Its own variables, beside those of the container that stand in clear. */
    env: PodArgs["env"];
    secretEnv: NonNullable<PodArgs["secretEnv"]>;
  };
}

/**
 * A pod of one container, and maybe a command before it, that passes the Pod Security Standard "restricted", with a
 * read-only root and no token for the Kubernetes API.
 */
export function pod(args: PodArgs): types.input.core.v1.PodSpec & { volumes: Volume[] } {
  const scratch = args.scratchPaths.map((mountPath, index) => ({
    name: `scratch-${index}`,
    mountPath,
  }));
  const mounts = (args.container.volumeMounts ?? []) as types.input.core.v1.VolumeMount[];
  const { serviceAccount, assignsUsers } = args.defaults;
  const { selector = {}, tolerations = [] } = { ...args.defaults.nodes, ...args.nodes };
  const { before } = args;
  const env = variables(args);
  const shared = {
    image: args.image,
    imagePullPolicy: args.pullPolicy,
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
  };
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
    ...(before === undefined
      ? {}
      : {
          initContainers: [
            {
              ...shared,
              ...(before.image === undefined
                ? {}
                : { image: before.image, imagePullPolicy: "IfNotPresent" }),
              name: before.name,
              command: before.command,
              env: [...env, ...variables(before)],
              volumeMounts: scratch,
            },
          ],
        }),
    containers: [
      {
        ...args.container,
        ...shared,
        env,
        envFrom: (args.secrets ?? []).map((name) => ({ secretRef: { name } })),
        volumeMounts: [...mounts, ...scratch],
      },
    ],
    volumes: [...(args.volumes ?? []), ...scratch.map(({ name }) => ({ name, emptyDir: {} }))],
  };
}

function variables({ env, secretEnv = {} }: Pick<PodArgs, "env" | "secretEnv">) {
  return [
    ...Object.entries(env).map(([name, value]) => ({ name, value })),
    ...Object.entries(secretEnv).map(([name, { secret, key }]) => ({
      name,
      valueFrom: { secretKeyRef: { name: secret, key } },
    })),
  ];
}

type Volume = types.input.core.v1.Volume;
