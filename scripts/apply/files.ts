import { type Manifest, yaml } from "../manifests";
import type { Registered } from "../registered";
import { explanation } from "./explanation";
import type { Names } from "./names";
import { externalSecret, neededSecret } from "./needed-secret";
import { appliedObjects, expectSecretsApart } from "./objects";
import { fileName } from "./order";
import type { PasswordMarks } from "./password-marks";

export interface FilesArgs {
  stack: string;
  names: Names;
  /** What passwords are, where somebody else makes the Secrets. @default the Secrets are among the files */
  marks?: PasswordMarks | undefined;
  /** The ClusterSecretStore that they are then made from. @default none */
  secretStore?: string | undefined;
}

/**
 * What `kubectl apply` is to be given for a program, by the names of the files, and what there is to know of it.
 *
 * @throws Failure when something secret stands outside of Secrets, and is not to be written.
 */
export function appliedFiles(
  resources: readonly Registered[],
  { stack, names, marks, secretStore }: FilesArgs,
): Map<string, string> {
  if (marks !== undefined) expectSecretsApart(resources);
  const all = appliedObjects(resources, names);
  const isNeeded = ({ kind }: Manifest) => marks !== undefined && kind === "Secret";
  const needed =
    marks === undefined
      ? []
      : all.filter(({ object }) => isNeeded(object)).map((each) => neededSecret(each, marks));
  const objects = [
    ...all.filter(({ object }) => !isNeeded(object)),
    ...(secretStore === undefined
      ? []
      : needed.map((secret) => ({
          logicalName: secret.logicalName,
          object: externalSecret(stack, secret, secretStore),
        }))),
  ];
  const files = new Map([["README.txt", explanation(stack, needed, secretStore)]]);
  for (const { logicalName, object } of objects) {
    const file = fileName(object.kind, logicalName);
    if (files.has(file)) throw new Error(`There are two objects for ${file}`);
    files.set(file, yaml([object]));
  }
  return files;
}
