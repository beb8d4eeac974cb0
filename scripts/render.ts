import { mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { parseArgs } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { Failure, main } from "./failure";
import { refuseForeign } from "./foreign";
import { type Manifest, manifests, placeholders, yaml } from "./manifests";
import { rehearseStack } from "./rehearse-stack";
import { stackNames } from "./stack-config";

const command = `npm run render -- ${stackNames().join("|")}`;
const usage = `${command}               prints what the stack would deploy, as Kubernetes YAML
${command} --out DIR     writes it, a file for each object
${command} --apply DIR   writes what \`kubectl apply -f DIR\` takes, with the images of the last update; no Secret,
    but a list in DIR/README.txt of those that it needs
${command} --helm DIR    writes the same as a chart
    and for both
        --secret-store NAME   an ExternalSecret for each, which takes STACK/SECRET from that ClusterSecretStore
        --with-secrets        the Secrets, with passwords made on the spot and kept in DIR/passwords`;

main(async () => {
  const { stack, out, apply, helm, ...secrets } = options();
  try {
    const folder = apply ?? helm;
    if (folder !== undefined) {
      // Who only prints need not load what asks the engine.
      const { apply: write } = require("./apply/apply") as typeof import("./apply/apply.js");
      const tool = apply === undefined ? "helm" : "kubectl";
      return await write(stack, folder, { tool, ...secrets });
    }
    const objects = manifests((await rehearseStack(stack, { standIns: placeholders })).resources);
    if (out === undefined) process.stdout.write(yaml(objects));
    else write(objects, out);
  } catch (error) {
    if (pulumi.RunError.isInstance(error)) throw new Failure(error.message);
    throw error;
  }
});

function options() {
  try {
    const text = { type: "string" } as const;
    const { values, positionals } = parseArgs({
      options: {
        out: text,
        apply: text,
        helm: text,
        "secret-store": text,
        "with-secrets": { type: "boolean", default: false },
      },
      allowPositionals: true,
    });
    const [stack, ...rest] = positionals;
    const { out, apply, helm, "secret-store": secretStore, "with-secrets": withSecrets } = values;
    if (stack === undefined) throw new Error("Which stack is missing.");
    if (rest.length > 0) throw new Error(`One stack at a time: ${positionals.join(" ")}.`);
    const folders = [out, apply, helm].filter((folder) => folder !== undefined);
    if (folders.length > 1) throw new Error("One of --out, --apply and --helm at a time.");
    if (apply === undefined && helm === undefined && (withSecrets || secretStore !== undefined)) {
      throw new Error("--secret-store and --with-secrets are for --apply and --helm.");
    }
    if (withSecrets && secretStore !== undefined) {
      throw new Error("Either --secret-store or --with-secrets.");
    }
    if (secretStore !== undefined && !/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(secretStore)) {
      throw new Error(
        `--secret-store is "${secretStore}", which is no name of a ClusterSecretStore.`,
      );
    }
    if (folders.includes("")) throw new Error("The folder's name is empty.");
    return { stack, out, apply, helm, secretStore, withSecrets };
  } catch (error) {
    throw new Failure(`${(error as Error).message}\n\n${usage}`);
  }
}

/** @throws Failure when the folder has something in it that this would leave there. */
function write(objects: Manifest[], out: string): void {
  const files = new Map(
    objects.map((object) => [`${object.kind.toLowerCase()}-${object.metadata.name}.yaml`, object]),
  );
  refuseForeign(out, [...files.keys()]);
  mkdirSync(out, { recursive: true });
  for (const [file, object] of files) writeFileSync(path.join(out, file), yaml([object]));
}
