import * as pulumi from "@pulumi/pulumi";
import { architecture } from "./architecture";
import { Failure, main } from "./failure";
import { placeholders } from "./manifests";
import { rehearseStack } from "./rehearse-stack";
import type { StackProgram } from "./stack-program";

// Prints what stackProgram reads, with blanked secrets.
main(async () => {
  const { resources, outputs } = await rehearsed(process.argv[2] ?? "");
  const urls = outputs
    .flatMap(({ leaves }) => leaves)
    .filter(({ path }) => /^urls\.\d+$/.test(path))
    .map(({ value }) => value);
  const program: StackProgram = {
    architecture: architecture(resources),
    urls: [...new Set(urls)],
    resources: resources.map((resource) => ({ ...resource, inputs: resource.blanked, leaves: [] })),
  };
  process.stdout.write(JSON.stringify(program));
});

async function rehearsed(stack: string) {
  try {
    return await rehearseStack(stack, { standIns: placeholders });
  } catch (error) {
    if (pulumi.RunError.isInstance(error)) throw new Failure(error.message);
    throw error;
  }
}
