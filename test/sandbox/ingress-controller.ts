import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";

import { link, machinePorts } from "./addresses";
import type { Manifest, Resource } from "./cluster-api";
import type { Daemon } from "./daemon";
import { answers } from "./http-probe";
import { ingressImage } from "./images";
import { sourceDir } from "./paths";
import { listens } from "./port-owner";
import { serviceAccount } from "./service-account";

const name = "traefik";
/** Where minikube's add-on has its controller: what the stacks let in by default. */
const namespace = "ingress-nginx";
const labels = { "app.kubernetes.io/name": name };

const pod = {
  serviceAccountName: name,
  containers: [
    {
      name,
      image: ingressImage,
      args: [
        ...["--entrypoints.web.address=:8000", "--entrypoints.websecure.address=:8443"],
        // As Traefik's own chart has it: a route on this entry point is one with TLS.
        "--entrypoints.websecure.http.tls=true",
        ...["--providers.kubernetescrd=true", "--providers.kubernetesingress=true"],
        // Without an address in its status an Ingress never counts as done.
        "--providers.kubernetesingress.ingressendpoint.ip=127.0.0.1",
        ...["--ping=true", "--global.checknewversion=false", "--global.sendanonymoususage=false"],
      ],
      ports: [
        { name: "web", containerPort: 8000, hostPort: machinePorts.http },
        { name: "websecure", containerPort: 8443, hostPort: machinePorts.https },
      ],
      readinessProbe: { httpGet: { path: "/ping", port: 8080 }, periodSeconds: 1 },
      resources: { requests: { cpu: "50m", memory: "64Mi" } },
    },
  ],
};

const verbs = ["get", "list", "watch"];

const resources: Resource[] = [
  ["namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } }],
  ...serviceAccount(name, namespace, [
    { apiGroups: [""], resources: ["services", "secrets", "nodes", "configmaps"], verbs },
    { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs },
    {
      apiGroups: ["networking.k8s.io"],
      resources: ["ingresses", "ingressclasses"],
      verbs,
    },
    {
      apiGroups: ["networking.k8s.io"],
      resources: ["ingresses/status"],
      verbs: ["update", "patch"],
    },
    { apiGroups: ["traefik.io"], resources: ["*"], verbs },
  ]),
  [
    "deployments",
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name, namespace },
      spec: {
        // Two pods cannot have the same ports of the node.
        strategy: { type: "Recreate" },
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: pod },
      },
    },
  ],
  [
    "ingressclasses",
    {
      apiVersion: "networking.k8s.io/v1",
      kind: "IngressClass",
      metadata: {
        name,
        annotations: { "ingressclass.kubernetes.io/is-default-class": "true" },
      },
      spec: { controller: "traefik.io/ingress-controller" },
    },
  ],
];

/** The ingress controller, in a pod that has the node's ports for http and https. */
export async function ingressResources(): Promise<Resource[]> {
  const text = await readFile(join(sourceDir, "traefik-crds.yaml"), "utf8");
  const definitions = parseAllDocuments(text).map((document): Resource => [
    "customresourcedefinitions",
    document.toJS() as Manifest,
  ]);
  return [...definitions, ...resources];
}

/** What leads from a port of the machine's 127.0.0.1 to that of the node. */
export function forwarder(port: number): Daemon {
  return {
    name: `forward-${port}`,
    command: [
      "socat",
      `TCP-LISTEN:${port},bind=127.0.0.1,reuseaddr,fork,backlog=512,nodelay`,
      `TCP:${link.node}:${port},nodelay`,
    ],
    network: "machine",
    // Whether somebody answers behind it is the controller's matter.
    probe: () => listens(port),
  };
}

/** Resolves when a request to the machine's port for http is answered. */
export async function ingressReady(): Promise<void> {
  // Answered by the server itself, for no host: no route gets it.
  await answers(`http://127.0.0.1:${machinePorts.http}`, { method: "OPTIONS", path: "*" });
}
