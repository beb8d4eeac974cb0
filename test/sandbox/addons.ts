import { join } from "node:path";

import { versions } from "../../components/images/versions";
import { link, services } from "./addresses";
import { read, type Manifest } from "./cluster-api";
import type { Daemon } from "./daemon";
import { answers } from "./http-probe";
import { componentKubeconfig, nodeName } from "./kubernetes";
import { stateDir } from "./paths";

// They run beside the cluster, as its administrator, and not in pods: no image has to be made of them.
const kubeconfig = componentKubeconfig("admin");
const configDir = join(stateDir, "config");

const volumeHelper: Manifest = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "helper-pod" },
  spec: { containers: [{ name: "helper-pod", image: versions.runtime }] },
};

const volumePaths = {
  nodePathMap: [{ node: "DEFAULT_PATH_FOR_NON_LISTED_NODES", paths: [join(stateDir, "volumes")] }],
};

export const metricsServer: Daemon = {
  name: "metrics-server",
  command: [
    "metrics-server",
    ...[`--bind-address=${link.node}`, "--secure-port=4443", "--cert-dir=/tmp/metrics-server"],
    ...[`--kubeconfig=${kubeconfig}`, `--authentication-kubeconfig=${kubeconfig}`],
    ...[`--authorization-kubeconfig=${kubeconfig}`, "--metric-resolution=10s"],
    "--kubelet-request-timeout=5s",
    ...["--kubelet-insecure-tls", "--kubelet-preferred-address-types=InternalIP"],
  ],
  probe: () => answers(`https://${link.node}:4443/livez`),
};

/** Enforces NetworkPolicies, by rules in the node's network. */
export const networkPolicies: Daemon = {
  name: "kube-router",
  command: [
    ...["kube-router", "--run-firewall=true", "--run-router=false", "--run-service-proxy=false"],
    ...[`--kubeconfig=${kubeconfig}`, `--hostname-override=${nodeName}`],
    ...[`--service-cluster-ip-range=${services.range}`, "--health-port=20244"],
  ],
  probe: () => answers(`http://${link.node}:20244/healthz`),
};

/** Makes volumes: folders below the state directory. */
export const volumeProvisioner: Daemon = {
  name: "local-path-provisioner",
  command: [
    ...["local-path-provisioner", "start", "--kubeconfig", kubeconfig],
    ...["--config", join(configDir, "volumes.json"), "--namespace", "local-path-storage"],
    ...["--helper-image", versions.runtime, "--service-account-name", "default"],
    ...["--helper-pod-file", join(configDir, "volume-helper.json")],
  ],
  files: {
    [join(configDir, "volumes.json")]: JSON.stringify(volumePaths),
    [join(configDir, "volume-helper.json")]: JSON.stringify(volumeHelper),
  },
  // It listens nowhere. That it runs is all there is to see.
  probe: async () => undefined,
};

/** Resolves when the metrics API answers through the API server. */
export async function metricsReady(): Promise<void> {
  await read("/apis/metrics.k8s.io/v1beta1");
}
