import type { Registered } from "../registered";
import { type Labels, objectsOf, type Placed, type Pod } from "./objects";

/** Pods that are alike, as Compose runs them: one container, and those that end before it starts. */
export interface Workload {
  /** Its name in the Compose file. */
  name: string;
  /** What made it in the program. */
  urn: string;
  dependencies: readonly string[];
  kind: "server" | "job";
  labels: Labels;
  pod: Pod;
  /** How many pods the program has of it. */
  replicas: number;
  /** The name of a StatefulSet's pod, and that of its headless Service. */
  member?: { pod: string; service: string };
  /** Names of a StatefulSet's claims by their volumes. */
  claims: Readonly<Record<string, string>>;
  /** How often what has failed starts over. @default without an end */
  tries?: number;
}

interface Spec {
  replicas?: number;
  serviceName?: string;
  backoffLimit?: number;
  template: { metadata: { labels: Labels }; spec: Pod };
  volumeClaimTemplates?: { metadata: { name: string } }[];
}

/** What a program runs, in its order: a StatefulSet of several pods is a workload for each, with names of their own. */
export function workloads(resources: readonly Registered[]): Workload[] {
  return objectsOf(resources, "Deployment", "StatefulSet", "Job").flatMap((placed) => {
    const { kind } = placed.object;
    const { replicas = 1, backoffLimit = 6, ...spec } = placed.object.spec as unknown as Spec;
    if (kind === "StatefulSet") return members(placed, { ...spec, replicas });
    const shared = { ...common(placed, spec), claims: {} };
    return kind === "Job"
      ? { ...shared, kind: "job", replicas: 1, tries: backoffLimit }
      : { ...shared, kind: "server", replicas };
  });
}

function members(placed: Placed, spec: Spec & { replicas: number }): Workload[] {
  const { name } = placed.object.metadata;
  const { replicas, serviceName = name, volumeClaimTemplates = [] } = spec;
  return Array.from({ length: replicas }, (_, ordinal): Workload => {
    const pod = `${name}-${ordinal}`;
    return {
      ...common(placed, spec),
      ...(replicas === 1 ? {} : { name: pod }),
      kind: "server",
      replicas: 1,
      member: { pod, service: serviceName },
      claims: Object.fromEntries(
        volumeClaimTemplates.map(({ metadata }) => [metadata.name, `${metadata.name}-${pod}`]),
      ),
    };
  });
}

function common({ object, urn, dependencies }: Placed, { template }: Spec) {
  const { labels } = template.metadata;
  return { name: object.metadata.name, urn, dependencies, labels, pod: template.spec };
}
