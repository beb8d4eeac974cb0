import { existsSync, readdirSync } from "node:fs";
import * as path from "node:path";
import { parseArgs } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { gatewayHere } from "./compose/gateway";
import { composeStack } from "./compose/stack";
import { unexpressed } from "./compose/unexpressed";
import { write } from "./compose/write";
import { Failure, main } from "./failure";
import { placeholders } from "./manifests";
import type { Registered } from "./registered";
import { Passwords } from "./passwords";
import { privateFolder, writePrivate } from "./private-files";
import { rehearseStack } from "./rehearse-stack";
import { stackConfig, stackNames } from "./stack-config";

const root = path.dirname(__dirname);

const usage = `npm run compose -- ${stackNames().join("|")}             writes the stack for Docker Compose, to .slipway/compose/<stack>
npm run compose -- ${stackNames().join("|")} --out DIR   writes it to a folder of its own elsewhere`;

main(async () => {
  const { stack, folder } = options();
  const { values, secretKeys } = stackConfig(stack);
  refuseForeign(folder);
  const file = path.join(folder, "passwords.json");
  const passwords = new Passwords(file);
  const resources = await registered(stack, values["slipway:gateway"], passwords);
  privateFolder(folder);
  // Before anything is started with them.
  writePrivate(file, passwords.text(), 0o600);
  const written = path.relative(process.cwd(), write(composeStack(resources, folder), folder));
  const left = unexpressed(resources, values, secretKeys);
  console.error(
    `What the cluster has and this has not:\n${left.map((each) => `- ${each}\n`).join("")}`,
  );
  console.log(`${written} is the stack ${stack} on this machine alone:

docker compose -f ${written} up --build -d    builds and starts it, and waits until its parts serve
docker compose -f ${written} down             stops it; with --volumes, its data goes as well`);
});

function options(): { stack: string; folder: string } {
  try {
    const { values, positionals } = parseArgs({
      options: { out: { type: "string" } },
      allowPositionals: true,
    });
    const [stack, ...rest] = positionals;
    if (stack === undefined) throw new Error("Which stack is missing.");
    if (rest.length > 0) throw new Error(`One stack at a time: ${positionals.join(" ")}.`);
    const folder = values.out ?? path.join(root, ".slipway", "compose", stack);
    return { stack, folder: path.resolve(folder) };
  } catch (error) {
    throw new Failure(`${(error as Error).message}\n\n${usage}`);
  }
}

/** @throws Failure when the folder has something in it that no earlier run has written: what that wrote is replaced. */
function refuseForeign(folder: string): void {
  const there = existsSync(folder) ? readdirSync(folder) : [];
  if (there.length === 0 || there.includes("passwords.json")) return;
  throw new Failure(
    `${folder} holds ${there.slice(0, 5).join(", ")}, and none of it is from here. Name an empty folder, or one that is not there.`,
  );
}

async function registered(
  stack: string,
  gateway: string | undefined,
  passwords: Passwords,
): Promise<Registered[]> {
  const standIns = {
    ...placeholders,
    password: (name: string, length: number) => passwords.password(name, length),
  };
  const changed = { "slipway:gateway": gatewayHere(gateway) };
  try {
    return (await rehearseStack(stack, { changed, standIns })).resources;
  } catch (error) {
    if (pulumi.RunError.isInstance(error)) throw new Failure(error.message);
    throw error;
  }
}
