import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { App } from "../app";
import { environment, type Source } from "../edges/environment";
import { ownVariables } from "./own-variables";

export interface ServiceEnvironmentArgs {
  /** What the service's edges give. */
  grants: Source[];
  /** Variables of its own, as the program has them. */
  program: Readonly<Record<string, pulumi.Input<string>>>;
  /** Variables of its own, as the settings have them. */
  configured: Readonly<Record<string, string | number | boolean>>;
  /** Where it is to listen. */
  port: number;
}

/**
 * All variables of a service: those in clear, and the names of the Secrets that hold the others. A Secret's name changes
 * with what it holds, so that the pods roll.
 *
 * @throws Error when two sources set one variable.
 */
export function serviceEnvironment(
  app: App,
  name: string,
  { grants, program, configured, port }: ServiceEnvironmentArgs,
  opts: pulumi.CustomResourceOptions,
): { env: Record<string, string>; secrets: pulumi.Output<string>[] } {
  const own = ownVariables(name, program, app.settings, configured);
  const { env, secretEnv } = environment(name, [...grants, { env: own, from: "env" }]);
  const listenUrl = { LISTEN_URL: `0.0.0.0:${port}` };
  // A Secret without a value would differ from what the cluster gives back, on each update.
  const secrets =
    Object.keys(secretEnv).length === 0
      ? []
      : [
          new kubernetes.core.v1.Secret(
            `${name}-env`,
            { metadata: { namespace: app.namespace.name }, stringData: secretEnv },
            opts,
          ).metadata.name,
        ];
  return { env: "LISTEN_URL" in secretEnv ? env : { ...listenUrl, ...env }, secrets };
}
