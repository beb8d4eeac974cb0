import { link } from "../sandbox/sandbox";
import { kubectl } from "./cluster";

const name = "e2e";

/** Lets this machine in to the pods of some apps: nobody but the services that use them is, otherwise. */
export async function admit(...apps: string[]): Promise<void> {
  const label = { key: "app.kubernetes.io/name", operator: "In", values: apps };
  const policy = {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name },
    spec: {
      podSelector: { matchExpressions: [label] },
      policyTypes: ["Ingress"],
      ingress: [{ from: [{ ipBlock: { cidr: `${link.machine}/32` } }] }],
    },
  };
  await kubectl(["apply", "--filename=-"], JSON.stringify(policy));
}

/** Ends that. */
export async function dismiss(): Promise<void> {
  await kubectl(["delete", "networkpolicy", name]);
}
