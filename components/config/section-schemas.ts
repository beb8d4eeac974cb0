import {
  addressRanges,
  digest,
  flag,
  group,
  named,
  number,
  oneOf,
  text,
  type Static,
  whole,
} from "./fields";
import { backupsSchema } from "./backups-schema";
import { gatewaySchema } from "./gateway-schema";
import { nodesSchema } from "./node-schema";

/** What the stack has one of. */
export const sections = {
  cluster: group("The cluster, and what holds for everything in it", {
    context: text("context", {
      description: "The kubeconfig context of the cluster that this stack belongs to",
      preset: "minikube",
    }),
    namespace: text("label", {
      description: "The namespace that holds everything; made and removed with the stack",
      preset: "slipway",
    }),
    storageClass: text("objectName", {
      description: "The StorageClass of the stores' volumes",
      preset: "the cluster's default",
    }),
    protect: flag({
      description: "Whether `pulumi destroy` refuses to delete the stores and their data",
      preset: "false",
    }),
    nodes: nodesSchema,
    assignsUsers: flag({
      description: "Whether the cluster chooses the user that a pod runs as, as OpenShift does",
      preset: "false",
    }),
    quota: number(0, 10, {
      description:
        "How many times what the program's pods request and may take the namespace has room for; above 1 for " +
        "injected sidecars and for clusters that raise requests, 0 for no bound",
      preset: "1",
    }),
    dns: addressRanges({
      description:
        "Where pods may ask for names besides the cluster's DNS pods: a cache or a resolver on their node",
      preset: "[169.254.20.10/32], where NodeLocal DNSCache listens",
    }),
    networkPolicies: oneOf(["kubernetes", "cilium"], {
      description:
        "How pods are let out to what is outside: by addresses, or by names in CiliumNetworkPolicies",
      preset: "kubernetes",
    }),
    metricsNamespace: text("label", {
      description: "The namespace of a Prometheus, which may reach every service at its port",
      preset: "none",
    }),
  }),
  registry: group("Where images are pushed to and pulled from", {
    address: text("registry", {
      description:
        "host[:port][/path]; empty builds in the cluster's own Docker daemon (`minikube docker-env`)",
      preset: "empty",
    }),
    username: text("account", {
      description: "Who pushes and pulls; none pushes as Docker is configured, and pulls without",
      preset: "none",
    }),
    password: text("line", { description: "Its password", preset: "none", secret: true }),
  }),
  images: group("What images are built for and on", {
    platform: text("platform", {
      description: "What images are built for, such as linux/amd64",
      preset: "what the Docker daemon runs on",
    }),
    mirror: text("registry", {
      description: "A pull-through cache of Docker Hub, for every third-party image",
      preset: "none",
    }),
    digests: named(
      "^[a-z0-9]+([._-]+[a-z0-9]+)*$",
      {
        description:
          "The digest of each image by its name, as another stack's output `images` has them: deployed without a build",
        allowed: "an object of images' names and their digests",
        preset: "none: images are built",
      },
      digest,
    ),
    node: text("image", {
      description: "What builds the services and gives them their runtime",
      preset: "`components/images/versions.ts`",
    }),
    runtime: text("image", {
      description: "What the services' images are made on",
      preset: "`components/images/versions.ts`",
    }),
    nginx: text("image", {
      description: "The unprivileged nginx that serves pages, and the routes without an ingress",
      preset: "`components/images/versions.ts`",
    }),
  }),
  gateway: gatewaySchema,
  passwords: group("The passwords of the stores in the cluster, which the program makes", {
    generation: whole(1, 1_000_000, {
      description:
        "Which passwords there are, the administrators' among them: one more than before makes all anew, as " +
        "`npm run rotate` does",
      preset: "1",
    }),
  }),
  backups: backupsSchema,
};
export type Sections = { [Name in keyof typeof sections]: Static<(typeof sections)[Name]> };
