/** What is read of Kubernetes objects, as the API server gives it; a field that it may leave out is optional. */
export interface Metadata {
  name: string;
  uid?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  generation?: number;
  ownerReferences?: { kind: string; name: string; uid?: string }[];
}

export interface Terminated {
  exitCode: number;
  reason?: string;
  message?: string;
  startedAt?: string;
  finishedAt?: string;
}

export interface ContainerStatus {
  name: string;
  ready: boolean;
  started?: boolean;
  restartCount: number;
  state: {
    waiting?: { reason?: string; message?: string };
    running?: { startedAt: string };
    terminated?: Terminated;
  };
  lastState?: { terminated?: Terminated };
}

export interface Container {
  name: string;
  image: string;
  args?: string[];
  ports?: { name?: string; containerPort: number }[];
  readinessProbe?: { httpGet?: { path?: string; port: string | number } };
  resources?: { requests?: Record<string, string>; limits?: Record<string, string> };
  volumeMounts?: { name: string; mountPath: string }[];
}

export interface PodSpec {
  nodeName?: string;
  containers: Container[];
  volumes?: { name: string; persistentVolumeClaim?: { claimName: string } }[];
}

export interface Condition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
  lastTransitionTime?: string;
}

export interface Pod {
  metadata: Metadata;
  spec: PodSpec;
  status: {
    phase: string;
    reason?: string;
    message?: string;
    podIP?: string;
    conditions?: Condition[];
    containerStatuses?: ContainerStatus[];
  };
}

/** A Deployment, a ReplicaSet, a StatefulSet or a Job. */
export interface Workload {
  kind: string;
  metadata: Metadata;
  spec: {
    replicas?: number;
    selector?: { matchLabels?: Record<string, string> };
    template: { metadata?: { labels?: Record<string, string> }; spec: PodSpec };
  };
  status?: {
    observedGeneration?: number;
    replicas?: number;
    readyReplicas?: number;
    availableReplicas?: number;
    updatedReplicas?: number;
    /** Of a StatefulSet. */
    updateRevision?: string;
    /** Of a Job. */
    succeeded?: number;
    completionTime?: string;
    conditions?: Condition[];
  };
}

export interface CronJob {
  metadata: Metadata;
  spec: { schedule: string; suspend?: boolean };
  /** Of the Jobs that it has made itself: those that are made of it by hand do not count. */
  status?: { lastSuccessfulTime?: string };
}

export interface Claim {
  metadata: Metadata;
  spec: { storageClassName?: string; resources?: { requests?: { storage?: string } } };
  status: { phase: string };
}

export interface ClusterEvent {
  metadata: Metadata;
  type: string;
  reason: string;
  message: string;
  involvedObject: { kind: string; name: string };
  lastTimestamp?: string | null;
  eventTime?: string | null;
  series?: { lastObservedTime?: string };
}

export interface LabelSelector {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key: string; operator: string; values?: string[] }[];
}

export interface PolicyPeer {
  podSelector?: LabelSelector;
  namespaceSelector?: LabelSelector;
  ipBlock?: { cidr: string };
}

interface PolicyRule {
  ports?: { protocol?: string; port?: number | string; endPort?: number }[];
}

export interface NetworkPolicy {
  metadata: Metadata;
  spec: {
    podSelector: LabelSelector;
    policyTypes?: string[];
    ingress?: (PolicyRule & { from?: PolicyPeer[] })[];
    egress?: (PolicyRule & { to?: PolicyPeer[] })[];
  };
}

export interface Ingress {
  metadata: Metadata;
  spec: { ingressClassName?: string };
  status?: { loadBalancer?: { ingress?: unknown[] } };
}

export interface IngressClass {
  metadata: Metadata;
  spec?: { controller?: string };
}

export interface StorageClass {
  metadata: Metadata;
  provisioner: string;
  allowVolumeExpansion?: boolean;
}
