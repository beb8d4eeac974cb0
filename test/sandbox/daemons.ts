import { metricsServer, networkPolicies, volumeProvisioner } from "./addons";
import { machinePorts } from "./addresses";
import { containerd, dockerd, machineRegistry, nodeRegistry } from "./container-runtime";
import type { Daemon } from "./daemon";
import { forwarder } from "./ingress-controller";
import { apiServer, controllerManager, etcd, kubelet, proxy, scheduler } from "./kubernetes";
import { wayOut } from "./node";
import { privateRegistry } from "./private-registry";

const { http, https } = machinePorts;

/** Everything that runs in a running sandbox, grouped by what can start at the same time, in order. */
export const daemons: { title: string; daemons: Daemon[] }[] = [
  {
    title: "Way out, registries, containerd, etcd",
    daemons: [wayOut, nodeRegistry, machineRegistry, privateRegistry, containerd, etcd],
  },
  { title: "API server, Docker", daemons: [apiServer, dockerd] },
  {
    title: "Controllers, scheduler, kubelet, proxy",
    daemons: [controllerManager, scheduler, kubelet, proxy],
  },
  {
    title: "Policies, ports, volumes, metrics",
    daemons: [
      networkPolicies,
      ...[http, https].map(forwarder),
      ...[volumeProvisioner, metricsServer],
    ],
  },
];

/** What would start containers anew while they are being stopped. */
export const restarters: Daemon[] = [kubelet, controllerManager, scheduler];

/** What has data to bring to disk when it ends. */
export const keepers: Daemon[] = [
  ...[dockerd, containerd, etcd],
  ...[nodeRegistry, machineRegistry, privateRegistry],
];
