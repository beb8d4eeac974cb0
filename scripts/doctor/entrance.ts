import { ingressCause } from "../status/gateway-cause";
import type { Ingress, IngressClass, Pod } from "../status/objects";
import type { Check, CheckContext } from "./check";

/** Whether there is an ingress controller for the stack's routes. */
export async function entrance({ kubectl, program, settings }: CheckContext): Promise<Check> {
  const name = "ingress";
  const { controllerNamespace } = settings;
  if (controllerNamespace === undefined) {
    return {
      name,
      level: "skip",
      says: `the way in is gateway.exposure ${settings.gateway.exposure}`,
    };
  }
  const list = async <Item>(what: string, where = kubectl) => {
    const { status, stdout } = await where.attempt(["get", what, "--output=json"]);
    return status === 0 ? (JSON.parse(stdout) as { items: Item[] }).items : undefined;
  };
  const [ingressClasses, controllerPods] = await Promise.all([
    list<IngressClass>("ingressclasses"),
    list<Pod>("pods", kubectl.in(controllerNamespace)),
  ]);
  const [ingress] = (await program).resources
    .filter(({ type }) => type === "kubernetes:networking.k8s.io/v1:Ingress")
    .map(({ name: logical, inputs }): Ingress => ({
      metadata: { name: logical },
      spec: (inputs as Ingress).spec,
      // Whether a controller takes it, only a deployment tells.
      status: { loadBalancer: { ingress: [{}] } },
    }));
  if (ingress === undefined) return { name, level: "skip", says: "the stack has no routes" };
  const place = { namespace: controllerNamespace };
  const cause = ingressCause(ingress, place, { ingressClasses, controllerPods, events: [] });
  if (cause !== undefined)
    return { name, level: "fail", says: `the gateway ${cause.says}`, mend: cause.mend };
  const classes =
    ingressClasses?.map(({ metadata }) => metadata.name).join(", ") ?? "not to be seen";
  return {
    name,
    level: "ok",
    says: `classes: ${classes}; a controller runs in ${controllerNamespace}`,
  };
}

/** Whether the metrics API answers, where autoscalers ask it. */
export async function metrics({ kubectl, program }: CheckContext): Promise<Check> {
  const name = "metrics";
  const scalers = (await program).resources.filter(({ type }) =>
    type.endsWith(":HorizontalPodAutoscaler"),
  );
  if (scalers.length === 0) return { name, level: "skip", says: "the stack has no autoscalers" };
  const { status } = await kubectl.attempt([
    ...["get", "--raw", "/apis/metrics.k8s.io/v1beta1/nodes", "--request-timeout=5s"],
  ]);
  const names = scalers.map((scaler) => scaler.name).join(", ");
  if (status === 0) return { name, level: "ok", says: `the metrics API answers, for ${names}` };
  return {
    name,
    level: "fail",
    says: `the metrics API does not answer: ${names} would not scale`,
    mend: "Install metrics-server; on minikube: minikube addons enable metrics-server",
  };
}
