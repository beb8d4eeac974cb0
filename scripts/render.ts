import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { parseArgs } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { Failure, main } from "./failure";
import { type Manifest, manifests, placeholders, yaml } from "./manifests";
import { rehearseStack } from "./rehearse-stack";
import { stackNames } from "./stack-config";

const usage = `npm run render -- ${stackNames().join("|")}             prints what the stack would deploy, as Kubernetes YAML
npm run render -- ${stackNames().join("|")} --out DIR   writes it, a file for each object`;

main(async () => {
  const { stack, out } = options();
  const objects = await render(stack);
  if (out === undefined) process.stdout.write(yaml(objects));
  else write(objects, out);
});

function options(): { stack: string; out?: string } {
  try {
    const { values, positionals } = parseArgs({
      options: { out: { type: "string" } },
      allowPositionals: true,
    });
    const [stack, ...rest] = positionals;
    if (stack === undefined) throw new Error("Which stack is missing.");
    if (rest.length > 0) throw new Error(`One stack at a time: ${positionals.join(" ")}.`);
    return { stack, out: values.out };
  } catch (error) {
    throw new Failure(`${(error as Error).message}\n\n${usage}`);
  }
}

async function render(stack: string): Promise<Manifest[]> {
  try {
    const { resources } = await rehearseStack(stack, { standIns: placeholders });
    return manifests(resources);
  } catch (error) {
    if (pulumi.RunError.isInstance(error)) throw new Failure(error.message);
    throw error;
  }
}

/** @throws Failure when the folder has something in it that this would leave there. */
function write(objects: Manifest[], out: string): void {
  const files = new Map(
    objects.map((object) => [`${object.kind.toLowerCase()}-${object.metadata.name}.yaml`, object]),
  );
  const foreign = existsSync(out) ? readdirSync(out).filter((file) => !files.has(file)) : [];
  if (foreign.length > 0) {
    throw new Failure(
      `${out} holds ${foreign.join(", ")}, which would look like a part of the stack. ` +
        `Remove it, or name another folder.`,
    );
  }
  mkdirSync(out, { recursive: true });
  for (const [file, object] of files) writeFileSync(path.join(out, file), yaml([object]));
}
