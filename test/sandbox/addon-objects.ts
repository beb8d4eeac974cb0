import { link } from "./addresses";
import { apply, remove, type Resource } from "./cluster-api";
import { dnsResources } from "./cluster-dns";
import { ingressResources } from "./ingress-controller";

/** Puts into the cluster the add-ons that are pods, and what lets it find those that are processes. */
export async function applyAddons(): Promise<void> {
  const all = [...volumeResources, ...metricsResources, ...dnsResources];
  await remove(formerDns);
  for (const resource of [...all, ...(await ingressResources())]) await apply(resource);
}

/** What led to the DNS server while it was a process: the data of a sandbox from then would still have it. */
const formerDns: Resource = [
  "endpointslices",
  {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: { name: "kube-dns", namespace: "kube-system" },
  },
];

const volumeResources: Resource[] = [
  ["namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name: "local-path-storage" } }],
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
];

// The one endpoint of the Service is a process on the node and not a pod.
const metricsServer = { name: "metrics-server", namespace: "kube-system" };
const metricsPort = { name: "https", protocol: "TCP" };
const metricsResources: Resource[] = [
  [
    "services",
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: metricsServer,
      spec: { ports: [{ ...metricsPort, port: 443, targetPort: 4443 }] },
    },
  ],
  [
    "endpointslices",
    {
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: { ...metricsServer, labels: { "kubernetes.io/service-name": metricsServer.name } },
      addressType: "IPv4",
      endpoints: [{ addresses: [link.node], conditions: { ready: true } }],
      ports: [{ ...metricsPort, port: 4443 }],
    },
  ],
  [
    "apiservices",
    {
      apiVersion: "apiregistration.k8s.io/v1",
      kind: "APIService",
      metadata: { name: "v1beta1.metrics.k8s.io" },
      spec: {
        service: metricsServer,
        group: "metrics.k8s.io",
        version: "v1beta1",
        insecureSkipTLSVerify: true,
        groupPriorityMinimum: 100,
        versionPriority: 100,
      },
    },
  ],
];
