import { join } from "node:path";

import { link, outward } from "./addresses";
import { read, type Manifest } from "./cluster-api";
import type { Daemon } from "./daemon";
import { answers } from "./http-probe";
import { componentKubeconfig } from "./kubernetes";
import { stateDir } from "./paths";

// They run beside the cluster, as its administrator, and not in pods: no image has to be made of them.
const kubeconfig = componentKubeconfig("admin");
const configDir = join(stateDir, "config");

const corefile = `.:53 {
  bind ${link.node}
  errors
  health ${link.node}:8080
  ready ${link.node}:8181
  kubernetes cluster.local in-addr.arpa ip6.arpa {
    kubeconfig ${kubeconfig} sandbox
    pods insecure
    ttl 5
    fallthrough in-addr.arpa ip6.arpa
  }
  forward . ${outward.nameServer}
  cache 5
  loadbalance
}
`;

const volumeHelper: Manifest = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "helper-pod" },
  spec: { containers: [{ name: "helper-pod", image: "debian:12.12-slim" }] },
};

const volumePaths = {
  nodePathMap: [{ node: "DEFAULT_PATH_FOR_NON_LISTED_NODES", paths: [join(stateDir, "volumes")] }],
};

export const coredns: Daemon = {
  name: "coredns",
  command: ["coredns", "-conf", join(configDir, "Corefile")],
  files: { [join(configDir, "Corefile")]: corefile },
  probe: () => answers(`http://${link.node}:8181/ready`),
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

/** Makes volumes: folders below the state directory. */
export const volumeProvisioner: Daemon = {
  name: "local-path-provisioner",
  command: [
    ...["local-path-provisioner", "start", "--kubeconfig", kubeconfig],
    ...["--config", join(configDir, "volumes.json"), "--namespace", "local-path-storage"],
    ...["--helper-image", "debian:12.12-slim", "--service-account-name", "default"],
    ...["--helper-pod-file", join(configDir, "volume-helper.json")],
  ],
  files: {
    [join(configDir, "volumes.json")]: JSON.stringify(volumePaths),
    [join(configDir, "volume-helper.json")]: JSON.stringify(volumeHelper),
  },
  // It listens nowhere. That it runs is all there is to see.
  probe: async () => undefined,
};

export const ingressController: Daemon = {
  name: "traefik",
  command: [
    "traefik",
    ...["--entrypoints.web.address=127.0.0.1:80", "--entrypoints.websecure.address=127.0.0.1:443"],
    // As Traefik's own chart has it: a route on this entry point is one with TLS.
    ...["--entrypoints.websecure.http.tls=true"],
    ...["--providers.kubernetescrd=true", "--providers.kubernetesingress=true"],
    // Without an address in its status an Ingress never counts as done.
    ...["--providers.kubernetesingress.ingressendpoint.ip=127.0.0.1"],
    ...["--global.checknewversion=false", "--global.sendanonymoususage=false"],
  ],
  network: "machine",
  env: { KUBECONFIG: kubeconfig },
  // Answered by the server itself, for no host: no route gets it, and its own ping would take one more port.
  probe: () => answers("http://127.0.0.1", { method: "OPTIONS", path: "*" }),
};

/** Resolves when the metrics API answers through the API server. */
export async function metricsReady(): Promise<void> {
  await read("/apis/metrics.k8s.io/v1beta1");
}
