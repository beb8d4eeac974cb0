import * as path from "node:path";
import { Failure } from "../failure";
import { placeholders } from "../manifests";
import { Passwords } from "../passwords";
import { rehearseStack } from "../rehearse-stack";
import { appliedFiles } from "./files";
import { Names } from "./names";
import { PasswordMarks } from "./password-marks";
import { write } from "./write";

export interface SecretOptions {
  /** Whether the Secrets are written, with passwords made on the spot. @default false: somebody else makes them */
  withSecrets?: boolean;
  /** The ClusterSecretStore that they are made from. @default none */
  secretStore?: string | undefined;
}

/** Where the passwords are kept: kubectl passes over a file with no such end as .yaml. */
const passwordFile = "passwords";

/**
 * Writes a folder with what one of the stacks deploys.
 *
 * @param changed Settings that are to differ from the stack's files, by full key.
 * @throws Failure when the folder has a foreign file, and what the program throws.
 */
export async function stackFolder(
  stack: string,
  folder: string,
  changed: Record<string, string>,
  { withSecrets = false, secretStore }: SecretOptions,
): Promise<void> {
  const names = new Names();
  const objectName = names.objectName.bind(names);
  if (withSecrets) {
    const passwords = passwordsOf(folder);
    const password = (name: string, length: number, generation?: string) =>
      passwords.password(generation === undefined ? name : `${name} ${generation}`, length);
    const standIns = { ...placeholders, objectName, password };
    const { resources } = await rehearseStack(stack, { changed, standIns });
    write(folder, appliedFiles(resources, { stack, names }), {
      file: passwordFile,
      text: passwords.text(),
    });
  } else {
    const marks = new PasswordMarks();
    const standIns = { ...placeholders, objectName, password: marks.password.bind(marks) };
    const { resources } = await rehearseStack(stack, { changed, standIns });
    const files = appliedFiles(resources, { stack, names, marks, secretStore });
    write(folder, files, { file: passwordFile, text: undefined });
  }
}

/** Those that an earlier run has left in the folder: the volumes know them. */
function passwordsOf(folder: string): Passwords {
  const file = path.join(folder, passwordFile);
  try {
    return new Passwords(file);
  } catch (error) {
    throw new Failure(`${file} has no passwords from here: ${(error as Error).message}`);
  }
}
