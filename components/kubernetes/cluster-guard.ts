import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { refuse } from "../program/refusal";

/**
 * The uid of the cluster that a kubeconfig context leads to. The stack remembers the one that it is first deployed to;
 * on another one the program ends, in a preview as well, whatever its context is called. What waits for the uid is made
 * on no other.
 */
export function guardedCluster(
  context: string,
  provider: kubernetes.Provider,
): pulumi.Output<string> {
  // A cluster has no uid of its own. This namespace comes into being with it, and nobody can remove it.
  const system = kubernetes.core.v1.Namespace.get("kube-system", "kube-system", { provider });
  const today = system.metadata.uid;
  const first = new pulumi.Stash("cluster", { input: today }).output.apply(String);
  return pulumi
    .all([today, first])
    .apply(async ([uid, own]) => (uid === own ? uid : refuse(anotherCluster(context, uid, own))));
}

function anotherCluster(context: string, uid: string, own: string): string {
  return (
    `cluster.context is "${context}", which leads to another cluster than the one that this stack was deployed to: the ` +
    `uid of its namespace kube-system is ${uid}, and was ${own}. Nothing was changed there. Set cluster.context to the ` +
    `context of the stack's own cluster; or, if that one is gone and was made anew, have everything made anew in ` +
    `it: "npm run up -- --adopt", or by hand "pulumi up --refresh --replace '**pulumi:index:Stash::**'".`
  );
}
