import { Quantity } from "../../components/kubernetes/quantity";
import type { Registered } from "../registered";
import type { Container } from "../status/objects";

/** What one kind of pod of a stack requests, and how many of it there are to be at least. */
export interface Demand {
  name: string;
  pods: number;
  cpu: Quantity;
  memory: Quantity;
}

interface Spec {
  replicas?: number;
  minReplicas?: number;
  scaleTargetRef?: { name: string };
  template?: { spec: { containers: Container[] } };
}

/** What the pods of a program's Deployments and StatefulSets request; Jobs come and go. */
export function demands(resources: readonly Registered[]): Demand[] {
  const specs = (kind: string) =>
    resources
      .filter(({ type }) => type.startsWith("kubernetes:") && type.endsWith(`:${kind}`))
      .map(({ name, inputs }) => ({ name, spec: (inputs as { spec: Spec }).spec }));
  const scalers = specs("HorizontalPodAutoscaler");
  return [...specs("Deployment"), ...specs("StatefulSet")].map(({ name, spec }) => {
    const scaler = scalers.find((one) => one.spec.scaleTargetRef?.name === name);
    const containers = spec.template?.spec.containers ?? [];
    return {
      name,
      pods: scaler?.spec.minReplicas ?? spec.replicas ?? 1,
      cpu: requested(containers, "cpu"),
      memory: requested(containers, "memory"),
    };
  });
}

/** What the containers of a pod request together. */
export function requested(containers: readonly Container[], what: "cpu" | "memory"): Quantity {
  return containers
    .map(({ resources }) => Quantity.parse(resources?.requests?.[what] ?? "0"))
    .reduce((sum, one) => sum.plus(one), Quantity.zero);
}
