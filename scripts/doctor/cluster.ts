import type { State } from "../state";
import type { Check, CheckContext } from "./check";

/** Whether the cluster answers, and is the one that the stack was first deployed to. */
export async function cluster({ kubectl, state, settings, adopts }: CheckContext): Promise<Check> {
  const name = "cluster";
  const uid = "--output=jsonpath={.metadata.uid}";
  const [{ status, stdout, stderr }, own] = await Promise.all([
    kubectl.attempt(["get", "namespace", "kube-system", uid, "--request-timeout=5s"]),
    adopts ? undefined : state.then(clusterIn),
  ]);
  if (status !== 0) {
    return {
      name,
      level: "fail",
      says: `cluster.context is "${settings.cluster.context}", which does not answer: ${lastLine(stderr)}`,
      mend: `Start that cluster (for minikube: minikube start), or set cluster.context to one of: kubectl config get-contexts`,
    };
  }
  if (own !== undefined && own !== stdout) {
    return {
      name,
      level: "fail",
      says: `"${settings.cluster.context}" leads to the cluster ${stdout}, but the stack was deployed to ${own}`,
      mend: "Set cluster.context to the stack's own; for one that was made anew: npm run up -- --adopt",
    };
  }
  const says = `"${settings.cluster.context}" answers, ${stdout}${own === undefined ? "" : ", the stack's own"}`;
  return { name, level: "ok", says };
}

/** The uid that a stack's state has of its cluster. */
function clusterIn(state: State | undefined): string | undefined {
  const stash = state?.deployment.resources?.find(({ urn }) =>
    urn.endsWith("pulumi:index:Stash::cluster"),
  );
  const uid = stash?.outputs?.["output"];
  return typeof uid === "string" ? uid : undefined;
}

/** Seconds that two clocks may differ, before it is worth a word and before it breaks certificates and logins. */
const limits = { warn: 10, fail: 300 };

/** Whether this machine and the API server agree on the time. It has a namespace made in thought alone. */
export async function clock({ kubectl }: CheckContext): Promise<Check> {
  const name = "clock";
  const before = Date.now();
  const { status, stdout, stderr } = await kubectl.attempt([
    ...["create", "namespace", "slipway-doctor-clock", "--dry-run=server", "--request-timeout=5s"],
    "--output=jsonpath={.metadata.creationTimestamp}",
  ]);
  if (status !== 0) {
    return { name, level: "skip", says: `the cluster's is not known: ${lastLine(stderr)}` };
  }
  // The cluster's is told in whole seconds, and was read at some moment in between.
  const there = Date.parse(stdout);
  const off = Math.max(0, before - 1000 - there, there - Date.now()) / 1000;
  if (off <= limits.warn) return { name, level: "ok", says: "this machine and the cluster agree" };
  return {
    name,
    level: off > limits.fail ? "fail" : "warn",
    says: `this machine and the cluster are ${Math.round(off)} s apart`,
    mend: "Have both set their clocks by NTP (minikube: minikube stop, then start): certificates and logins depend on it.",
  };
}

export function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}
