import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { refuse } from "./refusal";

export interface ClusterGuardArgs {
  /** The kubeconfig context that leads to the cluster, for the refusal. */
  context: string;
}

/**
 * Remembers the cluster that the stack is first deployed to, and ends the program on another one, in a preview as
 * well, whatever its context is called.
 */
export class ClusterGuard extends pulumi.ComponentResource {
  /** The uid of the stack's own cluster. What waits for it is made on no other. */
  readonly uid: pulumi.Output<string>;

  constructor(name: string, args: ClusterGuardArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:index:ClusterGuard", name, {}, opts);

    // A cluster has no uid of its own. This namespace comes into being with it, and nobody can remove it.
    const system = kubernetes.core.v1.Namespace.get("kube-system", "kube-system", { parent: this });
    const today = system.metadata.uid;
    const first = new pulumi.Stash(name, { input: today }, { parent: this }).output.apply(String);
    this.uid = pulumi
      .all([today, first])
      .apply(async ([uid, own]) =>
        uid === own ? uid : refuse(anotherCluster(args.context, uid, own)),
      );

    this.registerOutputs({ uid: this.uid });
  }
}

function anotherCluster(context: string, uid: string, own: string): string {
  return (
    `kubeContext is "${context}", which leads to another cluster than the one that this stack was deployed to: the ` +
    `uid of its namespace kube-system is ${uid}, and was ${own}. Nothing was changed there. Set kubeContext to the ` +
    `context of the stack's own cluster; or, if that one is gone and was made anew, have everything made anew in ` +
    `it: "npm run up -- --adopt", or by hand "pulumi up --refresh --replace '**pulumi:index:Stash::**'".`
  );
}
