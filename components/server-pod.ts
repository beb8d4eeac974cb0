import type { types } from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { pod } from "./pod";
import type { StatefulServerArgs } from "./stateful-server";

/**
 * The pod of a store's server: its image, asked apart whether it lives and whether it serves, with its volume "data".
 *
 * @param secrets The names of the Secrets that hold its environment and its files.
 */
export function serverPod(
  args: StatefulServerArgs,
  secrets: { env: pulumi.Input<string>; files: pulumi.Input<string> | undefined },
): types.input.core.v1.PodSpec {
  const { ports, peerPorts, stop } = args;
  const alive = {
    // From outside the pod: the server that an image starts to fill a new volume is for the pod alone.
    tcpSocket: { port: args.alivePort ?? Object.keys(ports)[0] ?? "" },
    timeoutSeconds: 5,
  };
  const spec = pod({
    image: args.image,
    pullPolicy: args.pullPolicy ?? "IfNotPresent",
    serviceAccount: args.namespace.serviceAccount,
    uid: args.uid,
    env: args.env ?? {},
    secrets: [secrets.env],
    resources: args.resources,
    scratchPaths: args.scratchPaths ?? [],
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
        ...(args.secretFiles === undefined
          ? []
          : [{ name: "files", mountPath: args.secretFiles.path, readOnly: true }]),
      ],
    },
  });
  if (secrets.files !== undefined) {
    spec.volumes.push({ name: "files", secret: { secretName: secrets.files } });
  }
  return { ...spec, terminationGracePeriodSeconds: stop?.seconds ?? 60 };
}
