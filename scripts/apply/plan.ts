import type { Registered } from "../registered";
import type { Names } from "./names";
import { externalSecret, type NeededSecret, neededSecret } from "./needed-secret";
import { type Applied, appliedObjects, expectSecretsApart } from "./objects";
import type { PasswordMarks } from "./password-marks";

export interface PlanArgs {
  stack: string;
  names: Names;
  /** What passwords are, where somebody else makes the Secrets. @default the Secrets are among the objects */
  marks?: PasswordMarks | undefined;
  /** The ClusterSecretStore that they are then made from. @default none */
  secretStore?: string | undefined;
}

/** What a cluster is to be given for a program. */
export interface Plan {
  objects: Applied[];
  /** The Secrets that somebody else makes. */
  needed: NeededSecret[];
}

/** @throws Failure when something secret stands outside of Secrets, and is not to be written. */
export function plan(
  resources: readonly Registered[],
  { stack, names, marks, secretStore }: PlanArgs,
): Plan {
  const all = appliedObjects(resources, names);
  if (marks === undefined) return { objects: all, needed: [] };
  expectSecretsApart(resources);
  const isSecret = ({ object }: Applied) => object.kind === "Secret";
  const needed = all.filter(isSecret).map((each) => neededSecret(each, marks));
  const others = all.filter((each) => !isSecret(each));
  if (secretStore === undefined) return { objects: others, needed };
  const external = needed.map((secret) => ({
    logicalName: secret.logicalName,
    object: externalSecret(stack, secret, secretStore),
  }));
  return { objects: [...others, ...external], needed };
}
