import type { Registered } from "../registered";

/** What is read of a Kubernetes object; see the program for what else it says. */
export interface KubernetesObject {
  kind: string;
  metadata: { name: string; labels?: Labels };
  spec?: Record<string, unknown>;
  data?: Record<string, string>;
  stringData?: Record<string, string>;
}

export type Labels = Readonly<Record<string, string>>;

export interface Container {
  name: string;
  image: string;
  command?: string[];
  args?: string[];
  env?: { name: string; value?: string; valueFrom?: { secretKeyRef: KeyRef } }[];
  envFrom?: { secretRef: { name: string } }[];
  ports?: { name: string; containerPort: number }[];
  readinessProbe?: Probe;
  startupProbe?: Probe;
  resources?: { limits?: { memory?: string } };
  volumeMounts?: Mount[];
}

export interface KeyRef {
  name: string;
  key: string;
}

export interface Probe {
  exec?: { command: string[] };
  httpGet?: { path: string; port: string | number };
  tcpSocket?: { port: string | number };
  periodSeconds?: number;
  timeoutSeconds?: number;
  failureThreshold?: number;
}

export interface Mount {
  name: string;
  mountPath: string;
  subPath?: string;
  readOnly?: boolean;
}

export interface Volume {
  name: string;
  emptyDir?: object;
  secret?: { secretName: string; items?: { key: string; path: string }[] };
  configMap?: { name: string; items?: { key: string; path: string }[] };
  persistentVolumeClaim?: { claimName: string };
}

export interface Pod {
  containers: Container[];
  initContainers?: Container[];
  securityContext?: { runAsUser?: number; runAsGroup?: number };
  terminationGracePeriodSeconds?: number;
  volumes?: Volume[];
}

/** An object among what a program registered, with what it waits for. */
export interface Placed extends Pick<Registered, "urn" | "dependencies"> {
  object: KubernetesObject;
}

/** The Kubernetes objects of some kinds, in the order of the program, secrets included. */
export function objectsOf(resources: readonly Registered[], ...kinds: string[]): Placed[] {
  return resources
    .filter(({ type }) => type.startsWith("kubernetes:"))
    .filter(({ type }) => kinds.length === 0 || kinds.some((kind) => type.endsWith(`:${kind}`)))
    .map(({ urn, dependencies, name, inputs, type }) => {
      const { metadata, ...rest } = inputs as Partial<KubernetesObject>;
      const kind = type.split(":").at(-1) ?? "";
      return { urn, dependencies, object: { kind, ...rest, metadata: { name, ...metadata } } };
    });
}

/** Whether a selector's labels are all among those of a pod. */
export function selects(selector: Labels, labels: Labels): boolean {
  return Object.entries(selector).every(([name, value]) => labels[name] === value);
}
