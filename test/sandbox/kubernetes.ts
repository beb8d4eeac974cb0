import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { link, outward, pods, services } from "./addresses";
import {
  certificate,
  ensureAuthority,
  ensureCertificate,
  key,
  publicKey,
  writeKubeconfig,
} from "./certificates";
import { cgroupRoot } from "./cgroups";
import { apiServerReady, read } from "./cluster-api";
import { containerdSocket } from "./container-runtime";
import type { Daemon } from "./daemon";
import { answers } from "./http-probe";
import { kubeconfigFile, stateDir } from "./paths";
import { ensureSigningKey } from "./signing-key";

export const nodeName = "slipway";

/** The context that the dev stack names. */
export const contextName = "minikube";

const configDir = join(stateDir, "config");
const firstService = services.range.replace(/0\/\d+$/, "1");

/** The kubeconfig of one of the cluster's own parts. */
export function componentKubeconfig(name: string): string {
  return join(configDir, `${name}.kubeconfig`);
}

export const etcd: Daemon = {
  name: "etcd",
  command: [
    "etcd",
    ...["--data-dir", join(stateDir, "etcd"), "--name", nodeName],
    ...["--listen-client-urls", "http://127.0.0.1:2379"],
    ...["--advertise-client-urls", "http://127.0.0.1:2379"],
    ...["--listen-peer-urls", "http://127.0.0.1:2380"],
    ...["--initial-advertise-peer-urls", "http://127.0.0.1:2380"],
    ...["--initial-cluster", `${nodeName}=http://127.0.0.1:2380`],
    ...["--listen-metrics-urls", `http://${link.node}:2381`],
    ...["--auto-compaction-retention", "1", "--logger", "zap"],
  ],
  probe: () => answers(`http://${link.node}:2381/health`),
};

export const apiServer: Daemon = {
  name: "kube-apiserver",
  command: [
    ...["kube", "kube-apiserver"],
    ...[`--advertise-address=${link.node}`, `--bind-address=${link.node}`, "--secure-port=6443"],
    ...["--etcd-servers=http://127.0.0.1:2379", `--service-cluster-ip-range=${services.range}`],
    ...[`--client-ca-file=${certificate("ca")}`],
    ...[`--tls-cert-file=${certificate("apiserver")}`],
    ...[`--tls-private-key-file=${key("apiserver")}`],
    ...[`--kubelet-certificate-authority=${certificate("ca")}`],
    ...[`--kubelet-client-certificate=${certificate("admin")}`],
    ...[`--kubelet-client-key=${key("admin")}`, "--kubelet-preferred-address-types=InternalIP"],
    ...[`--service-account-key-file=${publicKey("service-accounts")}`],
    ...[`--service-account-signing-key-file=${key("service-accounts")}`],
    ...["--service-account-issuer=https://kubernetes.default.svc.cluster.local"],
    ...[`--requestheader-client-ca-file=${certificate("front-proxy-ca")}`],
    ...["--requestheader-allowed-names=front-proxy"],
    ...["--requestheader-username-headers=X-Remote-User"],
    ...["--requestheader-group-headers=X-Remote-Group"],
    ...["--requestheader-extra-headers-prefix=X-Remote-Extra-"],
    ...[`--proxy-client-cert-file=${certificate("front-proxy")}`],
    ...[`--proxy-client-key-file=${key("front-proxy")}`],
    // The metrics API is served outside of any pod.
    ...["--enable-aggregator-routing=true"],
    ...["--authorization-mode=Node,RBAC", "--enable-admission-plugins=NodeRestriction"],
    ...["--allow-privileged=true"],
  ],
  probe: apiServerReady,
};

export const controllerManager: Daemon = {
  name: "kube-controller-manager",
  command: [
    ...["kube", "kube-controller-manager", "--leader-elect=false"],
    ...[`--bind-address=${link.node}`],
    ...[`--kubeconfig=${componentKubeconfig("kube-controller-manager")}`],
    ...["--use-service-account-credentials=true", `--root-ca-file=${certificate("ca")}`],
    ...[`--service-account-private-key-file=${key("service-accounts")}`],
    ...[`--cluster-signing-cert-file=${certificate("ca")}`],
    ...[`--cluster-signing-key-file=${key("ca")}`],
    // An autoscaler is seen to act within a minute; by default it keeps what it has for five.
    ...["--horizontal-pod-autoscaler-sync-period=5s"],
    ...["--horizontal-pod-autoscaler-downscale-stabilization=20s"],
  ],
  probe: () => answers(`https://${link.node}:10257/healthz`),
};

export const scheduler: Daemon = {
  name: "kube-scheduler",
  command: [
    ...["kube", "kube-scheduler", "--leader-elect=false", `--bind-address=${link.node}`],
    ...[`--kubeconfig=${componentKubeconfig("kube-scheduler")}`],
  ],
  probe: () => answers(`https://${link.node}:10259/healthz`),
};

const kubeletConfig = {
  apiVersion: "kubelet.config.k8s.io/v1beta1",
  kind: "KubeletConfiguration",
  address: link.node,
  healthzBindAddress: link.node,
  containerRuntimeEndpoint: `unix://${containerdSocket}`,
  authentication: {
    anonymous: { enabled: false },
    webhook: { enabled: true },
    x509: { clientCAFile: certificate("ca") },
  },
  authorization: { mode: "Webhook" },
  tlsCertFile: certificate("kubelet"),
  tlsPrivateKeyFile: key("kubelet"),
  clusterDomain: "cluster.local",
  clusterDNS: [services.dns],
  resolvConf: join(configDir, "resolv.conf"),
  cgroupDriver: "cgroupfs",
  cgroupRoot,
  failCgroupV1: false,
  failSwapOn: false,
  oomScoreAdj: 0,
  maxPods: 110,
  serializeImagePulls: false,
  registryPullQPS: 0,
  // A developer's disk is often nearly full. The defaults would evict pods and delete images from 85 % on.
  imageGCHighThresholdPercent: 100,
  imageGCLowThresholdPercent: 99,
  evictionHard: {
    "memory.available": "100Mi",
    "nodefs.available": "1%",
    "nodefs.inodesFree": "1%",
    "imagefs.available": "1%",
  },
};

export const kubelet: Daemon = {
  name: "kubelet",
  command: [
    ...["kube", "kubelet", `--config=${join(configDir, "kubelet.json")}`],
    ...[`--kubeconfig=${componentKubeconfig("kubelet")}`],
    ...[`--hostname-override=${nodeName}`, `--node-ip=${link.node}`],
  ],
  files: { [join(configDir, "kubelet.json")]: JSON.stringify(kubeletConfig, null, 2) },
  probe: () => answers(`http://${link.node}:10248/healthz`),
};

export const proxy: Daemon = {
  name: "kube-proxy",
  command: [
    ...["kube", "kube-proxy", "--proxy-mode=iptables", `--cluster-cidr=${pods}`],
    ...[`--kubeconfig=${componentKubeconfig("kube-proxy")}`, `--hostname-override=${nodeName}`],
    ...[`--healthz-bind-address=${link.node}:10256`],
    // These are settings of the whole machine.
    ...["--conntrack-max-per-core=0", "--conntrack-tcp-timeout-established=0"],
    ...["--conntrack-tcp-timeout-close-wait=0"],
  ],
  probe: () => answers(`http://${link.node}:10256/livez`),
};

/** Makes the certificates, unless they exist, and the configuration that follows from them. */
export async function writeKubernetesConfig(): Promise<void> {
  await ensureAuthority("ca");
  await ensureAuthority("front-proxy-ca");
  await ensureSigningKey(key("service-accounts"), publicKey("service-accounts"));
  await ensureCertificate("admin", "ca", { name: "slipway-admin", group: "system:masters" });
  await ensureCertificate("front-proxy", "front-proxy-ca", { name: "front-proxy" });
  await ensureCertificate("apiserver", "ca", {
    name: "kube-apiserver",
    serves: [
      `IP:${link.node}`,
      `IP:${firstService}`,
      ...["kubernetes", "kubernetes.default", "kubernetes.default.svc"].map(dnsName),
      dnsName("kubernetes.default.svc.cluster.local"),
    ].join(),
  });
  await ensureCertificate("kubelet", "ca", {
    name: `system:node:${nodeName}`,
    group: "system:nodes",
    serves: `IP:${link.node},DNS:${nodeName}`,
  });
  for (const name of ["kube-controller-manager", "kube-scheduler", "kube-proxy"]) {
    await ensureCertificate(name, "ca", { name: `system:${name}` });
  }

  await mkdir(configDir, { recursive: true });
  const users = ["kube-controller-manager", "kube-scheduler", "kube-proxy", "kubelet", "admin"];
  for (const user of users) await writeKubeconfig(componentKubeconfig(user), "sandbox", user);
  await writeKubeconfig(kubeconfigFile, contextName, "admin");
  await writeFile(join(configDir, "resolv.conf"), `nameserver ${outward.nameServer}\n`);
}

/** Resolves when the kubelet has made its node's object. */
export async function nodeKnown(): Promise<void> {
  await read(`/api/v1/nodes/${nodeName}`);
}

/**
 * Resolves when pods can run on the node.
 * @param since when the node's own word must be from, at the earliest, as epoch milliseconds. @default any time
 */
export async function nodeReady(since = 0): Promise<void> {
  const node = (await read(`/api/v1/nodes/${nodeName}`)) as {
    status?: { conditions?: Condition[] };
  };
  const condition = node.status?.conditions?.find(({ type }) => type === "Ready");
  if (condition?.status !== "True") {
    throw new Error(condition?.message ?? "the node has not reported yet");
  }
  // The time is told in whole seconds.
  if (Date.parse(condition.lastHeartbeatTime) + 1000 < since) {
    throw new Error("the node has not reported since the kubelet was started");
  }
}

interface Condition {
  type: string;
  status: string;
  message: string;
  lastHeartbeatTime: string;
}

function dnsName(name: string): string {
  return `DNS:${name}`;
}
