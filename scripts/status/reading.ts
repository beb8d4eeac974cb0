import type {
  Claim,
  ClusterEvent,
  CronJob,
  Ingress,
  IngressClass,
  NetworkPolicy,
  Pod,
  StorageClass,
  Workload,
} from "./objects";

/** How full the file system of a volume is, in bytes. */
export interface Filling {
  size: number;
  available: number;
}

/** What a pod says of itself, read from its containers. */
export interface Words {
  /** Its last lines, oldest first. */
  log: string[];
  /** The last lines of the container before this one. */
  previousLog: string[];
  /** What it answers, by path, to who asks whether it is ready. */
  answers: Record<string, string>;
}

/** What the last update of a stack has built and pushed. */
export interface Pushed {
  /** The stack's name. */
  stack: string;
  /** Each as a container's `image` has it. */
  images: string[];
}

/** A namespace as it was at one moment. */
export interface Reading {
  namespace: string;
  /** Milliseconds since 1970. */
  now: number;
  pods: Pod[];
  /** Deployments and StatefulSets. */
  servers: Workload[];
  replicaSets: Workload[];
  jobs: Workload[];
  cronJobs: CronJob[];
  claims: Claim[];
  events: ClusterEvent[];
  policies: NetworkPolicy[];
  ingresses: Ingress[];
  /** Undefined where this account may not list them. */
  ingressClasses: IngressClass[] | undefined;
  storageClasses: StorageClass[] | undefined;
  /** Pods in the namespace of the ingress controller; undefined where that is not known. */
  controllerPods: Pod[] | undefined;
  /** What the stack's state says was built and pushed; undefined where that is not known. */
  pushed?: Pushed;
  /** By the pod's name. */
  words: Record<string, Words>;
  /** By the claim's name. */
  fillings: Record<string, Filling>;
}
