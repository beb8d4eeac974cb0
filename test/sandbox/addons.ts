import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { link, outward, services } from "./addresses";
import { apply, read, type Manifest } from "./cluster-api";
import type { Daemon } from "./daemon";
import { answers } from "./http-probe";
import { componentKubeconfig } from "./kubernetes";
import { stateDir } from "./paths";

// They run beside the cluster, as its administrator, and not in pods: no image has to be made of them.
const kubeconfig = componentKubeconfig("admin");
const configDir = join(stateDir, "config");

export const coredns: Daemon = {
  name: "coredns",
  command: ["coredns", "-conf", join(configDir, "Corefile")],
  probe: () => answers(`http://${link.node}:8181/ready`),
};

export const metricsServer: Daemon = {
  name: "metrics-server",
  command: [
    "metrics-server",
    ...[`--bind-address=${link.node}`, "--secure-port=4443", "--cert-dir=/tmp/metrics-server"],
    ...[`--kubeconfig=${kubeconfig}`, `--authentication-kubeconfig=${kubeconfig}`],
    ...[`--authorization-kubeconfig=${kubeconfig}`, "--metric-resolution=15s"],
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
  // It listens nowhere. That it runs is all there is to see.
  probe: async () => undefined,
};

export const ingressController: Daemon = {
  name: "traefik",
  command: [
    "traefik",
    ...["--entrypoints.web.address=127.0.0.1:80", "--entrypoints.websecure.address=127.0.0.1:443"],
    ...[`--entrypoints.ping.address=${link.machine}:8082`, "--ping.entrypoint=ping", "--ping=true"],
    ...["--providers.kubernetesingress=true"],
    // Without an address in its status an Ingress never counts as done.
    ...["--providers.kubernetesingress.ingressendpoint.ip=127.0.0.1"],
    ...["--global.checknewversion=false", "--global.sendanonymoususage=false"],
  ],
  network: "machine",
  env: { KUBECONFIG: kubeconfig },
  probe: () => answers(`http://${link.machine}:8082/ping`),
};

export async function writeAddonConfig(): Promise<void> {
  await writeFile(join(configDir, "Corefile"), corefile);
  await writeFile(
    join(configDir, "volumes.json"),
    JSON.stringify({
      nodePathMap: [
        { node: "DEFAULT_PATH_FOR_NON_LISTED_NODES", paths: [join(stateDir, "volumes")] },
      ],
    }),
  );
  await writeFile(join(configDir, "volume-helper.json"), JSON.stringify(volumeHelper));
}

/** Puts into the cluster what lets it find the add-ons. */
export async function applyAddons(): Promise<void> {
  await apply("namespaces", {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: "local-path-storage" },
  });
  for (const [resource, manifest] of manifests) await apply(resource, manifest);
}

/** Resolves when the metrics API answers through the API server. */
export async function metricsReady(): Promise<void> {
  await read("/apis/metrics.k8s.io/v1beta1");
}

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

const manifests: [resource: string, manifest: Manifest][] = [
  [
    "configmaps",
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "local-path-config", namespace: "local-path-storage" },
      data: {
        setup: '#!/bin/sh\nset -eu\nmkdir -m 0777 -p "$VOL_DIR"\n',
        teardown: '#!/bin/sh\nset -eu\nrm -rf "$VOL_DIR"\n',
      },
    },
  ],
  [
    "storageclasses",
    {
      apiVersion: "storage.k8s.io/v1",
      kind: "StorageClass",
      metadata: {
        name: "standard",
        annotations: { "storageclass.kubernetes.io/is-default-class": "true" },
      },
      provisioner: "rancher.io/local-path",
      reclaimPolicy: "Delete",
      volumeBindingMode: "WaitForFirstConsumer",
    },
  ],
  [
    "ingressclasses",
    {
      apiVersion: "networking.k8s.io/v1",
      kind: "IngressClass",
      metadata: {
        name: "traefik",
        annotations: { "ingressclass.kubernetes.io/is-default-class": "true" },
      },
      spec: { controller: "traefik.io/ingress-controller" },
    },
  ],
  ...serviceOutside("kube-dns", { clusterIP: services.dns }, [
    { name: "dns", protocol: "UDP", port: 53, endpoint: 53 },
    { name: "dns-tcp", protocol: "TCP", port: 53, endpoint: 53 },
  ]),
  ...serviceOutside("metrics-server", {}, [
    { name: "https", protocol: "TCP", port: 443, endpoint: 4443 },
  ]),
  [
    "apiservices",
    {
      apiVersion: "apiregistration.k8s.io/v1",
      kind: "APIService",
      metadata: { name: "v1beta1.metrics.k8s.io" },
      spec: {
        service: { name: "metrics-server", namespace: "kube-system" },
        group: "metrics.k8s.io",
        version: "v1beta1",
        insecureSkipTLSVerify: true,
        groupPriorityMinimum: 100,
        versionPriority: 100,
      },
    },
  ],
];

/** A Service in kube-system of which the one endpoint is a process on the node and not a pod. */
function serviceOutside(
  name: string,
  spec: Record<string, unknown>,
  ports: { name: string; protocol: string; port: number; endpoint: number }[],
): [string, Manifest][] {
  const namespace = "kube-system";
  return [
    [
      "services",
      {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name, namespace },
        spec: {
          ...spec,
          ports: ports.map(({ endpoint, ...port }) => ({ ...port, targetPort: endpoint })),
        },
      },
    ],
    [
      "endpointslices",
      {
        apiVersion: "discovery.k8s.io/v1",
        kind: "EndpointSlice",
        metadata: { name, namespace, labels: { "kubernetes.io/service-name": name } },
        addressType: "IPv4",
        endpoints: [{ addresses: [link.node], conditions: { ready: true } }],
        ports: ports.map((port) => ({
          name: port.name,
          protocol: port.protocol,
          port: port.endpoint,
        })),
      },
    ],
  ];
}
