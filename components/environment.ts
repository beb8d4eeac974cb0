import type * as pulumi from "@pulumi/pulumi";
import type { Grant } from "./link";

type Variables = Record<string, pulumi.Input<string>>;

/** Where variables come from, as an error names it, and what they are. */
export interface Source extends Pick<Grant, "env" | "secretEnv"> {
  from: string;
}

/**
 * The environment of a service: what its sources set, together.
 *
 * @throws Error when two of them set the same variable.
 */
export function environment(
  service: string,
  sources: Source[],
): { env: Variables; secretEnv: Variables } {
  const setBy = new Map<string, string>();
  for (const { from, env, secretEnv } of sources) {
    for (const variable of [...Object.keys(env), ...Object.keys(secretEnv)]) {
      const other = setBy.get(variable);
      if (other !== undefined) {
        throw new Error(
          `${service}: ${variable} is set by ${other} and by ${from}. ` +
            `Give one of the edges a prefix, such as uses: [store.as("ARCHIVE")].`,
        );
      }
      setBy.set(variable, from);
    }
  }
  return {
    env: Object.assign({}, ...sources.map(({ env }) => env)) as Variables,
    secretEnv: Object.assign({}, ...sources.map(({ secretEnv }) => secretEnv)) as Variables,
  };
}
