import { Resolver } from "node:dns/promises";

import { outward, services } from "./addresses";
import type { Resource } from "./cluster-api";
import { dnsImage } from "./images";
import { serviceAccount } from "./service-account";

const corefile = `.:53 {
  errors
  health
  ready
  kubernetes cluster.local in-addr.arpa ip6.arpa {
    pods insecure
    ttl 5
    fallthrough in-addr.arpa ip6.arpa
  }
  forward . ${outward.nameServer}
  cache 5
  loadbalance
}
`;

const verbs = ["list", "watch"];

const name = "coredns";
const namespace = "kube-system";
/** What every cluster's DNS has: NetworkPolicies let pods out to it by this. */
const labels = { "k8s-app": "kube-dns" };
const ports = [
  { name: "dns", protocol: "UDP", port: 53, targetPort: "dns" },
  { name: "dns-tcp", protocol: "TCP", port: 53, targetPort: "dns-tcp" },
];

const pod = {
  serviceAccountName: name,
  priorityClassName: "system-cluster-critical",
  // It asks the machine's name server for what it does not know, and not itself.
  dnsPolicy: "Default",
  containers: [
    {
      name,
      image: dnsImage,
      args: ["-conf", "/etc/coredns/Corefile"],
      ports: [
        { name: "dns", protocol: "UDP", containerPort: 53 },
        { name: "dns-tcp", protocol: "TCP", containerPort: 53 },
      ],
      readinessProbe: { httpGet: { path: "/ready", port: 8181 }, periodSeconds: 1 },
      resources: { requests: { cpu: "20m", memory: "32Mi" } },
      volumeMounts: [{ name: "config", mountPath: "/etc/coredns", readOnly: true }],
    },
  ],
  volumes: [{ name: "config", configMap: { name } }],
};

/** The cluster's DNS server, in a pod of kube-system. */
export const dnsResources: Resource[] = [
  ...serviceAccount(name, namespace, [
    { apiGroups: [""], resources: ["services", "pods", "namespaces"], verbs },
    { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs },
  ]),
  [
    "configmaps",
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name, namespace },
      data: { Corefile: corefile },
    },
  ],
  [
    "deployments",
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name, namespace },
      spec: {
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: pod },
      },
    },
  ],
  [
    "services",
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "kube-dns", namespace },
      spec: { clusterIP: services.dns, selector: labels, ports },
    },
  ],
];

/** Resolves when the cluster's DNS, asked at the address that pods are given, knows the API server. */
export async function dnsReady(): Promise<void> {
  const resolver = new Resolver({ timeout: 1000, tries: 1 });
  resolver.setServers([services.dns]);
  await resolver.resolve4("kubernetes.default.svc.cluster.local");
}
