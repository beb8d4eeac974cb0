import * as fs from "node:fs";
import * as path from "node:path";
import { isMap, isScalar, parseDocument } from "yaml";
import { Failure } from "./failure";

const root = path.dirname(__dirname);
const place = ["config", "slipway:passwords", "generation"];

/** Where a rotation leads, and whether one is on its way there already. */
export interface Rotation {
  generation: number;
  begun: boolean;
}

/**
 * The generation of passwords that comes after the one that a stack has: what its file says, where that is it already,
 * as after a rotation that was killed.
 *
 * @param configured What the stack's file says.
 * @param stores The stack's output of that name; undefined where it was never deployed.
 * @throws Failure when there is nothing to rotate, and when the file names neither this generation nor the next.
 */
export function nextRotation(
  stack: string,
  configured: number,
  stores: Readonly<Record<string, { generation?: number }>> | undefined,
): Rotation {
  const deployed = Object.values(stores ?? {}).map(({ generation = 1 }) => generation);
  if (deployed.length === 0) {
    throw new Failure(
      `The stack ${stack} has no store in the cluster, so that there are no passwords to rotate. Those of stores ` +
        `outside are set as stores.NAME.external.password.`,
    );
  }
  const last = Math.min(...deployed);
  if (configured === last) return { generation: last + 1, begun: false };
  if (configured === last + 1) return { generation: configured, begun: true };
  throw new Failure(
    `passwords.generation in Pulumi.${stack}.yaml is ${configured}, but must be ${last}, which is deployed, or ` +
      `${last + 1}, where a rotation has begun. Nothing was changed.`,
  );
}

/** The generation that a stack's file names. @param project The folder of the program. */
export function configuredGeneration(stack: string, project = root): number {
  const settings = parseDocument(fs.readFileSync(fileOf(stack, project), "utf8"));
  return Number(settings.getIn(place) ?? 1);
}

/** Writes another one there, and leaves the rest of the file as it is, to the last space. */
export function configureGeneration(stack: string, generation: number, project = root): void {
  const file = fileOf(stack, project);
  const text = fs.readFileSync(file, "utf8");
  const settings = parseDocument(text);
  const splice = (start: number, end: number, part: string) =>
    fs.writeFileSync(file, text.slice(0, start) + part + text.slice(end));

  const present = settings.getIn(place, true);
  if (isScalar(present) && present.range) {
    const [start, end] = present.range;
    return splice(start, end, String(generation));
  }
  const config = settings.get("config", true);
  if (
    !isMap(config) ||
    config.flow === true ||
    !config.range ||
    settings.hasIn(place.slice(0, 2))
  ) {
    throw new Failure(
      `${file} has no place for passwords.generation. Write there, below config:\n` +
        `  slipway:passwords:\n    generation: ${generation}`,
    );
  }
  const [start] = config.range;
  const indent = text.slice(text.lastIndexOf("\n", start) + 1, start);
  splice(start, start, `slipway:passwords:\n${indent}  generation: ${generation}\n${indent}`);
}

function fileOf(stack: string, project: string): string {
  return path.join(project, `Pulumi.${stack}.yaml`);
}
