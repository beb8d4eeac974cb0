import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { App } from "../app";
import type { Grant, Migration } from "../edges/link";
import { environment, type Source } from "../edges/environment";
import { ownVariables } from "./own-variables";

export interface ServiceEnvironmentArgs {
  /** Where the settings of the part stand, such as services.user. */
  place: string;
  /** What its edges give. */
  grants: (Source & Pick<Grant, "migration">)[];
  /** Variables of its own, as the program has them. */
  program: Readonly<Record<string, pulumi.Input<string>>>;
  /** Variables of its own, as the settings have them. */
  configured: Readonly<Record<string, string | number | boolean>>;
  /** Where it is to listen. @default nowhere */
  port: number | undefined;
}

/**
 * All variables of a service or a job: those in clear, the names of the Secrets that hold the others, and those that are
 * for its migrations alone. A Secret's name changes with what it holds, so that the pods roll.
 *
 * @throws Error when two sources set one variable.
 */
export function serviceEnvironment(
  app: App,
  name: string,
  { place, grants, program, configured, port }: ServiceEnvironmentArgs,
  opts: pulumi.CustomResourceOptions,
): {
  env: Record<string, string>;
  secrets: pulumi.Output<string>[];
  migration: Migration;
} {
  const own = ownVariables(name, place, program, app.settings, configured);
  const { env, secretEnv } = environment(name, [...grants, { env: own, from: "env" }]);
  // Every address, of IPv4 and of IPv6.
  const listenUrl: Record<string, string> =
    port === undefined ? {} : { LISTEN_URL: `[::]:${port}` };
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
  const migrations = grants.map(({ migration }) => migration);
  return {
    env: "LISTEN_URL" in secretEnv ? env : { ...listenUrl, ...env },
    secrets,
    migration: {
      env: Object.assign({}, ...migrations.map((one) => one?.env)),
      secretEnv: Object.assign({}, ...migrations.map((one) => one?.secretEnv)),
    },
  };
}
