import * as path from "node:path";
import type { types } from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { pod, type PodArgs, type PodDefaults } from "../kubernetes/pod";

/** What is run on a store's server, whatever keeps it running. */
export interface ServerPodArgs extends Pick<PodArgs, "image" | "uid" | "resources" | "nodes"> {
  /** @default "IfNotPresent" */
  pullPolicy?: PodArgs["pullPolicy"];
  /** The ports that the server listens on, by name. */
  ports: Record<string, number>;
  /** Further ports, which its pods alone reach on one another, by name. @default none */
  peerPorts?: Record<string, number>;
  command: string[];
  /** @default none */
  env?: PodArgs["env"];
  /** Environment variables that reach the server through a Secret, beside the administrator's. @default none */
  secretEnv?: Record<string, pulumi.Input<string>>;
  /**
   * The file that has the administrator's password as the Secret has it, also where that has changed since the server
   * started.
   * @default none
   */
  passwordFile?: string;
  /** Where the server keeps its data. */
  dataPath: string;
  /** Folders that must be writable but need not survive a restart. */
  scratchPaths: string[];
  /** What succeeds when the server serves. */
  ready: Pick<types.input.core.v1.Probe, "exec" | "tcpSocket">;
  /** The port that is open for as long as the server lives, whether it serves or not. @default the first of `ports` */
  alivePort?: string;
  /** What a server does before it is told to stop, and the seconds that it has for both. @default 2 s, and 60 */
  stop?: { command: string[]; seconds: number };
}

/**
 * The pod of a store's server: its image, asked apart whether it lives and whether it serves, with its volume "data".
 *
 * @param administrator The variable that holds the administrator's password.
 * @param secret The name of the Secret that holds its variables and files.
 */
export function serverPod(
  args: ServerPodArgs,
  administrator: string,
  defaults: PodDefaults,
  secret: pulumi.Input<string>,
): types.input.core.v1.PodSpec {
  const { ports, peerPorts, stop, secretEnv, passwordFile } = args;
  const alive = {
    // From outside the pod: the server that an image starts to fill a new volume is for the pod alone.
    tcpSocket: { port: args.alivePort ?? Object.keys(ports)[0] ?? "" },
    timeoutSeconds: 5,
  };
  const spec = pod({
    image: args.image,
    pullPolicy: args.pullPolicy ?? "IfNotPresent",
    defaults,
    nodes: args.nodes,
    uid: args.uid,
    env: args.env ?? {},
    secretEnv: Object.fromEntries(
      [administrator, ...Object.keys(secretEnv ?? {})].map((name) => [name, { secret, key: name }]),
    ),
    resources: args.resources,
    scratchPaths: args.scratchPaths,
    container: {
      name: "server",
      command: args.command,
      ports: Object.entries({ ...ports, ...peerPorts }).map(([name, containerPort]) => ({
        name,
        containerPort,
      })),
      // A first start makes the data: five minutes. From then on a server has 30 s to take a connection. That it has
      // something better to do than to answer is no reason to kill it.
      startupProbe: { ...alive, periodSeconds: 2, failureThreshold: 150 },
      readinessProbe: { ...args.ready, timeoutSeconds: 5, periodSeconds: 5, failureThreshold: 2 },
      livenessProbe: { ...alive, periodSeconds: 10, failureThreshold: 3 },
      lifecycle: {
        // New connections stop coming before the server stops taking them.
        preStop:
          stop === undefined ? { sleep: { seconds: 2 } } : { exec: { command: stop.command } },
      },
      volumeMounts: [
        // Below the volume's root, where a file system keeps its lost+found.
        { name: "data", mountPath: args.dataPath, subPath: "data" },
        ...(passwordFile === undefined
          ? []
          : [{ name: "password", mountPath: path.dirname(passwordFile), readOnly: true }]),
      ],
    },
  });
  if (passwordFile !== undefined) {
    // Not as a subPath, which would stay as it is.
    const items = [{ key: administrator, path: path.basename(passwordFile) }];
    spec.volumes.push({ name: "password", secret: { secretName: secret, items } });
  }
  return { ...spec, terminationGracePeriodSeconds: stop?.seconds ?? 60 };
}
