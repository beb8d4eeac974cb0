import type { Cause } from "./finding";
import type { Ingress } from "./objects";
import type { Reading } from "./reading";
import { messagesOf } from "./pod-cause";

/** Marks the class that counts for an Ingress that names none. */
const defaultClass = "ingressclass.kubernetes.io/is-default-class";

/** What is known of the ingress controller from the stack's settings. */
export interface ControllerPlace {
  namespace: string;
}

/** Why an Ingress leads nobody in; undefined where a controller has taken it. */
export function ingressCause(
  ingress: Ingress,
  controller: ControllerPlace | undefined,
  reading: Pick<Reading, "ingressClasses" | "controllerPods" | "events">,
): Cause | undefined {
  const { ingressClasses: classes, controllerPods } = reading;
  const names = classes?.map(({ metadata }) => metadata.name);
  const known = `there is ${names === undefined ? "nothing to be seen" : names.length === 0 ? "none" : names.join(" and ")}`;
  const wanted = ingress.spec.ingressClassName;
  const mend =
    "Set gateway.class to a class of the cluster (kubectl get ingressclass) and gateway.controllerNamespace to " +
    "where its controller runs, or install one; on minikube: minikube addons enable ingress.";
  const said = messagesOf("Ingress", ingress.metadata.name, reading).slice(0, 2);
  const cause = (why: string): Cause => ({
    code: "no-ingress-controller",
    says: `has no ingress controller: ${why}`,
    evidence: [`ingress ${ingress.metadata.name}`, ...said],
    mend,
  });
  if (names !== undefined && wanted !== undefined && !names.includes(wanted)) {
    return cause(`its class is ${wanted}, and ${known}`);
  }
  const hasDefault = classes?.some(
    ({ metadata }) => metadata.annotations?.[defaultClass] === "true",
  );
  if (wanted === undefined && hasDefault === false) {
    return cause(`it names no class, and none of the cluster's is the default (${known})`);
  }
  const runs = controllerPods?.some(({ status }) => status.phase === "Running");
  if (controller !== undefined && runs === false) {
    return cause(`no pod runs in the namespace ${controller.namespace}, where it is to be`);
  }
  const addresses = ingress.status?.loadBalancer?.ingress ?? [];
  return addresses.length > 0
    ? undefined
    : cause(`none has taken the class ${wanted ?? "that is the default"}`);
}
