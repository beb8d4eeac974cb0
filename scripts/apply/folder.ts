import * as path from "node:path";
import { Failure } from "../failure";
import { placeholders } from "../manifests";
import { Passwords } from "../passwords";
import type { Recording } from "../registered";
import { rehearseStack } from "../rehearse-stack";
import { chart } from "./chart";
import { explanation } from "./explanation";
import { files } from "./files";
import { Names } from "./names";
import { PasswordMarks } from "./password-marks";
import { type Plan, plan } from "./plan";
import { write } from "./write";

export interface FolderOptions {
  /** What it is for. @default "kubectl" */
  tool?: "kubectl" | "helm";
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
  options: FolderOptions,
): Promise<void> {
  const { tool = "kubectl", withSecrets = false, secretStore } = options;
  const names = new Names();
  const marks = new PasswordMarks();
  const passwords = withSecrets ? passwordsOf(folder) : undefined;
  const recording = await rehearseStack(stack, {
    changed,
    standIns: {
      ...placeholders,
      objectName: names.objectName.bind(names),
      password: (name, length, generation) => {
        const own = generation === undefined ? name : `${name} ${generation}`;
        return (passwords ?? marks).password(own, length);
      },
    },
  });
  const planned = plan(recording.resources, {
    ...{ stack, names, secretStore },
    marks: withSecrets ? undefined : marks,
  });
  const all = new Map([
    // Before anything is deployed with them.
    ...(passwords === undefined ? [] : [[passwordFile, passwords.text()] as const]),
    ["README.txt", explanation(stack, planned.needed, { tool, secretStore })],
    ...filesFor(tool, stack, planned, recording),
  ]);
  write(folder, all, passwordFile);
}

function filesFor(
  tool: "kubectl" | "helm",
  stack: string,
  { objects }: Plan,
  { outputs }: Recording,
): Map<string, string> {
  if (tool === "kubectl") return files(objects);
  const images = outputs
    .flatMap(({ leaves }) => leaves)
    .filter((leaf) => leaf.path.startsWith("images."))
    .map(({ path: at, value }) => [at.slice("images.".length), value]);
  return chart(objects, { stack, images: Object.fromEntries(images) as Record<string, string> });
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
