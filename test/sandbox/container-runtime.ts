import { join } from "node:path";

import { dockerBridge, link, outward, pods, privateRegistry, registry } from "./addresses";
import { cgroupRoot } from "./cgroups";
import type { Daemon } from "./daemon";
import { answers } from "./http-probe";
import { pauseImage } from "./images";
import { runInNode } from "./node";
import { dockerSocket, runDir, stateDir } from "./paths";
import type { ProcessIdentity } from "./process-identity";
import { privateRegistryHosts } from "./private-registry";
import { repositoryOf } from "./registry-push";

export const containerdSocket = join(runDir, "containerd.sock");

const configDir = join(stateDir, "config");
const networkDir = join(configDir, "cni");
const mirrorsDir = join(configDir, "certs.d");

/** Where the registry has its images. */
export const registryDir = join(stateDir, "registry");

// The registry reads YAML, of which JSON is a part.
const registryConfig = {
  version: 0.1,
  log: { level: "warn", accesslog: { disabled: true } },
  storage: { filesystem: { rootdirectory: registryDir } },
  // Both of its processes sign the state of uploads with it.
  http: { addr: registry, secret: "slipway-sandbox" },
};

// A name that the registry lacks is an error, and not a question to the outside.
const mirrorConfig = `server = "http://${registry}"
[host."http://${registry}"]
  capabilities = ["pull", "resolve"]
`;

// restrict_oom_score_adj: root may be denied to lower it, and pod sandboxes then fail to start.
const containerdConfig = `version = 2
root = "${join(stateDir, "containerd")}"
state = "/run/containerd"
disabled_plugins = [
  "io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs",
  "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs",
]
[grpc]
  address = "${containerdSocket}"
[metrics]
  address = "${link.node}:1338"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${pauseImage}"
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "${networkDir}"
  [plugins."io.containerd.grpc.v1.cri".registry]
    config_path = "${mirrorsDir}"
`;

const networkConfig = {
  cniVersion: "1.0.0",
  name: "slipway",
  plugins: [
    {
      type: "bridge",
      bridge: "pods",
      isGateway: true,
      ipMasq: true,
      hairpinMode: true,
      ipam: {
        type: "host-local",
        ranges: [[{ subnet: pods }]],
        routes: [{ dst: "0.0.0.0/0" }],
      },
    },
    { type: "portmap", capabilities: { portMappings: true } },
  ],
};

/** Pulls images and runs containers, for the kubelet and for Docker. */
export const containerd: Daemon = {
  name: "containerd",
  command: ["containerd", "--config", join(configDir, "containerd.toml")],
  files: {
    [join(configDir, "containerd.toml")]: containerdConfig,
    [join(networkDir, "10-slipway.conflist")]: JSON.stringify(networkConfig),
    ...Object.fromEntries(
      ["docker.io", registry, "localhost:5000"].map((name) => [hostsFile(name), mirrorConfig]),
    ),
    [hostsFile(privateRegistry)]: privateRegistryHosts,
  },
  probe: () => answers(`http://${link.node}:1338/v1/metrics`),
};

/** Builds and pushes images; the cluster's pods are none of its containers. */
export const dockerd: Daemon = {
  name: "dockerd",
  command: [
    "dockerd",
    ...["--host", `unix://${dockerSocket}`, "--group", "root"],
    ...["--containerd", containerdSocket, "--data-root", join(stateDir, "docker")],
    ...["--registry-mirror", `http://${registry}`, "--dns", outward.nameServer],
    ...["--bip", dockerBridge.address, "--iptables=false", "--ip6tables=false"],
    ...["--exec-opt", "native.cgroupdriver=cgroupfs", "--cgroup-parent", `${cgroupRoot}/docker`],
  ],
  probe: () => answers("http://docker/_ping", { socketPath: dockerSocket }),
};

/** The registry as Docker and the kubelet see it, in the node. */
export const nodeRegistry: Daemon = {
  name: "registry",
  command: ["docker-registry", "serve", join(configDir, "registry.json")],
  files: { [join(configDir, "registry.json")]: JSON.stringify(registryConfig) },
  env: { REGISTRY_HTTP_DEBUG_ADDR: `${link.node}:5001` },
  probe: () => answers(`http://${link.node}:5001/debug/health`),
};

/** The same registry, with the same storage, as the machine sees it. */
export const machineRegistry: Daemon = {
  name: "registry-machine",
  command: nodeRegistry.command,
  files: nodeRegistry.files,
  network: "machine",
  probe: () => answers(`http://${registry}/v2/`),
};

/** Makes containerd and Docker pull these images anew: they keep what they have pulled under a tag. */
export async function forgetPulled(node: ProcessIdentity, images: string[]): Promise<void> {
  const names = images.map((image) => {
    const { repository, tag } = repositoryOf(image);
    return image.startsWith(`${registry}/`) ? image : `docker.io/${repository}:${tag}`;
  });
  // What was never pulled cannot be removed, and both commands say so by their exit code.
  const inContainerd = ["ctr", "--address", containerdSocket, "--namespace", "k8s.io"];
  await runInNode(node, [...inContainerd, "images", "rm", ...names]).catch(() => undefined);
  const inDocker = ["docker", "--host", `unix://${dockerSocket}`];
  await runInNode(node, [...inDocker, "image", "rm", "--force", ...names]).catch(() => undefined);
}

/** Where containerd looks for how a registry is reached. */
function hostsFile(registryName: string): string {
  return join(mirrorsDir, registryName, "hosts.toml");
}
