import * as pulumi from "@pulumi/pulumi";
import type { Grant } from "./link";

/** Where variables come from, as an error names it, and what they are. */
export interface Source extends Pick<Grant, "env"> {
  from: string;
  secretEnv?: Grant["secretEnv"];
}

/** The variables of a container: those that stand in its pod, and those that reach it through a Secret. */
export interface Environment {
  env: Record<string, string>;
  secretEnv: Record<string, pulumi.Input<string>>;
}

/**
 * The environment of a service: what its sources set, together. A value that the program knows only later goes through
 * the Secret: it may be one, which the engine alone can tell.
 *
 * @throws Error when two of them set the same variable.
 */
export function environment(service: string, sources: Source[]): Environment {
  const setBy = new Map<string, string>();
  const env: Environment["env"] = {};
  const secretEnv: Environment["secretEnv"] = {};
  for (const source of sources) {
    for (const [variable, value] of Object.entries({ ...source.env, ...source.secretEnv })) {
      const other = setBy.get(variable);
      if (other !== undefined) {
        throw new Error(
          `${service}: ${variable} is set by ${other} and by ${source.from}. ` +
            `Give one of the edges a prefix, such as uses: [store.as("ARCHIVE")].`,
        );
      }
      setBy.set(variable, source.from);
      if (typeof value === "string" && !(variable in (source.secretEnv ?? {})))
        env[variable] = value;
      else secretEnv[variable] = value;
    }
  }
  return { env, secretEnv };
}
