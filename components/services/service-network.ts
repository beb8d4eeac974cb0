import type * as pulumi from "@pulumi/pulumi";
import type { App } from "../app";
import type { Link, PodLabels } from "../edges/link";

export interface ServiceNetworkArgs {
  podLabels: PodLabels;
  port: number;
  /** 0 for none. */
  nodePort: number;
  uses: readonly Link[];
}

/** Lets a service out to what it uses, and in who is let in: a Prometheus, and with a port of the nodes anybody. */
export function serviceNetwork(
  app: App,
  name: string,
  { podLabels, port, nodePort, uses }: ServiceNetworkArgs,
  opts: pulumi.CustomResourceOptions,
): void {
  app.network.policy(name, podLabels, uses, opts);
  const { metricsNamespace } = app.settings.cluster;
  if (metricsNamespace !== undefined) {
    app.network.admit({ namespace: metricsNamespace }, podLabels, port);
  }
  if (nodePort !== 0) {
    app.claimNodePort(nodePort, `services.${name}.nodePort`);
    app.network.admit("anywhere", podLabels, port);
  }
}
