import * as pulumi from "@pulumi/pulumi";
import { allow } from "./allow";
import type { Consumer, Grant, Link } from "./link";

export interface EdgeArgs {
  namespace: pulumi.Input<string>;
  from: Consumer;
  to: Link;
}

/** One entry of a service's `uses`: what lets the service in at the other end, and nobody else through it. */
export class Edge extends pulumi.ComponentResource {
  /** The name of the other end. */
  readonly to: string;
  /** What the consumer gets; see Link. */
  readonly grant: Grant;

  constructor(name: string, args: EdgeArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:index:Edge", name, {}, opts);
    const { namespace, from, to } = args;

    allow(name, { namespace, from: from.podLabels, to: to.peer, port: to.port }, { parent: this });
    this.to = to.name;
    this.grant = to.grant(from, { parent: this });

    this.registerOutputs({});
  }
}
