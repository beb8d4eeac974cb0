import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";

import { link, services } from "./addresses";
import { apply, type Manifest } from "./cluster-api";
import { sourceDir } from "./paths";

/** Puts into the cluster what lets it find the add-ons. */
export async function applyAddons(): Promise<void> {
  await apply("namespaces", {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: "local-path-storage" },
  });
  for (const [resource, manifest] of manifests) await apply(resource, manifest);
  const text = await readFile(join(sourceDir, "traefik-crds.yaml"), "utf8");
  for (const document of parseAllDocuments(text)) {
    await apply("customresourcedefinitions", document.toJS() as Manifest);
  }
}

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
