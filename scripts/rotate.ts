import { parseArgs } from "node:util";
import { expectAdministrators } from "./administrators";
import { expectConsent } from "./consent";
import { existingStack } from "./existing-stack";
import { Failure, main } from "./failure";
import { configuredGeneration, configureGeneration, nextRotation } from "./generation";
import { forwardRegistry } from "./minikube";
import type { Stack } from "./stack";
import { stackNames } from "./stack-config";
import { kubectlOf } from "./stack-kubectl";
import { stackProgram, type StackProgram } from "./stack-program";
import { look } from "./status/look";
import { painter, statusText } from "./status/show";
import { watchedUpdate } from "./status/watched-update";
import { useSandbox } from "./use-sandbox";

const command = `npm run rotate -- ${stackNames().join("|")}`;
const usage = `${command} [--yes]
    makes every password anew that the program makes for the stores in the cluster: each service's at each store, and
    the administrators'. Passwords that people have set, as those of stores outside, it leaves alone.

    It adds one to passwords.generation in Pulumi.STACK.yaml, which is to be kept (and committed), and runs "pulumi up",
    which deploys whatever else differs as well. New accounts are made beside the old ones, the services that use a
    store roll, and the old accounts go when nobody is signed in with them any more. No store restarts, and no request
    fails. Killed midway, the same command, or the next "up", goes on where it was.

    It begins only where every part is ready and every server takes its administrator's password, which a Job for each
    store tries and is removed after; and it asks first, unless it is told --yes.`;

main(async () => {
  const { stack: name, yes, help } = parse();
  if (help) return console.log(usage);
  const sandbox = await useSandbox();
  const stack = await existingStack(name);
  const { stores } = JSON.parse(await stack.ask("stack", "output", "--json")) as {
    stores?: Record<string, { generation?: number }>;
  };
  const { generation, begun } = nextRotation(name, configuredGeneration(name), stores);
  const program = await stackProgram(name);
  if (!begun) await expectHealthy(stack, program, Object.keys(stores ?? {}));
  await expectConsent(consequences(name, generation, begun), yes);
  const forwards = sandbox || name !== "dev" ? [] : await forwardRegistry();
  try {
    configureGeneration(name, generation);
    await stack.prepare();
    await watchedUpdate(stack, program, ["--yes"]);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new Failure(
      `${error.message}\n\nThe rotation to generation ${generation} has begun: "npm run rotate -- ${name}", or the ` +
        `next "up", goes on with it. Passwords that are in use are valid until then.`,
    );
  } finally {
    for (const each of forwards) each.close();
  }
  console.log(
    `\nThe passwords of ${name} are of generation ${generation}, and those before are refused. Keep ` +
      `Pulumi.${name}.yaml, which says so.`,
  );
});

function parse(): { stack: string; yes: boolean; help: boolean } {
  const flag = { type: "boolean", default: false } as const;
  try {
    const { values, positionals } = parseArgs({
      options: { yes: { ...flag, short: "y" }, help: { ...flag, short: "h" } },
      allowPositionals: true,
    });
    const [stack = "", ...rest] = positionals;
    if (values.help) return { ...values, stack };
    if (stack === "") throw new Error("Which stack is missing.");
    if (rest.length > 0) throw new Error(`One stack at a time: ${positionals.join(" ")}.`);
    if (!stackNames().includes(stack)) {
      throw new Error(`There is no stack "${stack}", but ${stackNames().join(" and ")}.`);
    }
    return { ...values, stack };
  } catch (error) {
    throw new Failure(`${(error as Error).message}\n\n${usage}`);
  }
}

/** @throws Failure with what is not ready, and with the servers that do not take their administrators' passwords. */
async function expectHealthy(
  { name, environment: env }: Stack,
  program: StackProgram,
  stores: string[],
): Promise<void> {
  const status = await look(name, program, { env });
  if (!status.ready) {
    const text = statusText(status, painter(process.stderr));
    throw new Failure(
      `${text}\n\nNothing was changed: a rotation begins where every part is ready.`,
    );
  }
  await expectAdministrators(kubectlOf(name, env), stores);
}

function consequences(name: string, generation: number, begun: boolean): string {
  const what = begun ? "goes on with the rotation of" : "makes anew";
  return (
    `This ${what} every password of the stores of ${name}, administrators' included (generation ${generation}). The ` +
    `services that use a store roll; no store restarts. It writes passwords.generation to Pulumi.${name}.yaml, and ` +
    `runs "pulumi up", which deploys whatever else differs as well.`
  );
}
