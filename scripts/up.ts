import { parseArgs } from "node:util";
import { offerBackups, type Volumes, volumesNow } from "./backups/beginning";
import { checksText } from "./doctor/check";
import { examine } from "./doctor/examine";
import { existingStack } from "./existing-stack";
import { Failure, main } from "./failure";
import { pushedAgain, pushedBy } from "./lost-images";
import { mend } from "./mend";
import type { Kubectl } from "./kubectl";
import { forwardRegistry } from "./minikube";
import { clusterOf, type Place } from "./place";
import { portForward } from "./port-forward";
import { portOf, reachText } from "./reach";
import { retryPulls } from "./retry-pulls";
import { type Entrance, waitUntilServed } from "./serving";
import { Stack } from "./stack";
import { kubectlOf } from "./stack-kubectl";
import { type StackProgram, stackProgram, stackSettings } from "./stack-program";
import { stateOf } from "./state";
import { look } from "./status/look";
import { expectReady } from "./status/ready";
import { painter } from "./status/show";
import { watchedUpdate } from "./status/watched-update";
import { answering, resolve, wayInOf } from "./way-in";

const usage = `npm run up                  deploys the stack "dev" on minikube
npm run up -- --sandbox     the same on a bare Linux machine, as root, on a cluster that it starts there
npm run up -- --adopt       the same on a cluster that was made anew, where everything is to be made anew
npm run up -- --restore     the same, and restores what would be asked about
npm run up -- STACK [--yes] the same for another stack that is there, here or where the shell's own pulumi has it; it asks
                            before it changes the cluster, unless there is --yes; it mends the state without asking

It begins with what "npm run doctor" does, and ends, where it fails or not every part is ready, with what "npm run status"
says. An update that was killed, and an image that was set by hand, it mends first: it has the stack's state be what the
cluster has. An image that the registry has lost it builds and pushes again. Where the stack has backups (its setting
\`backups\`) and this makes a store's volume, as after "npm run down", it says what the last backup from before is, and asks
whether to restore it; where nobody can be asked, it prints the command that does.`;

/** Forgets what is gone with the old cluster, its volumes among it, and remembers this one. */
const adoption = ["--refresh", "--replace", "**pulumi:index:Stash::**"];

main(async () => {
  const { name, sandbox, adopt, restore, yes, help } = options();
  if (help) return console.log(usage);
  const { place, env } = await clusterOf(name, sandbox);
  const forwards = place === "minikube" ? await forwardRegistry() : [];
  const kubectl = kubectlOf(name, env);
  let stack: Stack;
  let before: Volumes;
  let program: StackProgram;
  try {
    stack = name === "dev" ? new Stack(name, env) : await existingStack(name, env);
    await stack.prepare();
    const known = stackProgram(name);
    await expectHealthy(stack, known, adopt);
    await mend(stack, kubectl);
    program = await known;
    const again = adopt ? adoption : await pushedAgain(stack, program);
    before = await volumesNow(kubectl);
    await watchedUpdate(stack, program, [...(yes || name === "dev" ? ["--yes"] : []), ...again]);
  } finally {
    for (const each of forwards) each.close();
  }
  const unwell = await expectWell(stack, kubectl, program, place).catch((error: unknown) => error);
  // Whatever is not ready: the next update would not know any more which volumes are new.
  await offerBackups(kubectl, { stack: name, before, restore, say: console.log });
  if (unwell !== undefined) throw unwell;
});

function options() {
  try {
    const flag = { type: "boolean", default: false } as const;
    const known = { sandbox: flag, adopt: flag, restore: flag, yes: flag, help: flag };
    const { values, positionals } = parseArgs({ options: known, allowPositionals: true });
    const [name = "dev", ...rest] = positionals;
    if (rest.length > 0) throw new Error(`One stack at a time: ${positionals.join(" ")}.`);
    return { ...values, name };
  } catch (error) {
    throw new Failure(`${(error as Error).message}\n\n${usage}`);
  }
}

/** Looks first whether it can come to a good end. @throws Failure when it cannot. */
async function expectHealthy(
  { name, environment }: Stack,
  program: Promise<StackProgram>,
  adopt: boolean,
): Promise<void> {
  const checks = await examine(name, program, environment, adopt);
  console.log(checksText(checks, painter(process.stdout)));
  const failed = checks.filter(({ level }) => level === "fail").map((check) => check.name);
  if (failed.length > 0) {
    throw new Failure(`Nothing was changed: see above for ${failed.join(", ")}.`);
  }
}

/** Waits until all of the stack is ready and serves, and says how it is reached. @throws Failure when it is not. */
async function expectWell(
  stack: Stack,
  kubectl: Kubectl,
  program: StackProgram,
  place: Place,
): Promise<void> {
  const { name, environment: env } = stack;
  const state = stateOf(stack);
  await retryPulls(kubectl, pushedBy(await state));
  await expectReady((brief) => look(name, program, { env, brief, state }));
  await show(stack, kubectl, program, place);
}

/** Waits until the stack serves, where that can be seen from here, and says how it is reached from this machine. */
async function show(stack: Stack, kubectl: Kubectl, program: StackProgram, place: Place) {
  const outputs = JSON.parse(await stack.ask("stack", "output", "--json")) as object;
  const settings = stackSettings(stack.name);
  const { wayIn, service } = await wayInOf(kubectl, program, settings, outputs);
  const resolved = await resolve(wayIn);
  const first = await answering(wayIn, resolved);
  const here = place === "elsewhere" ? undefined : "127.0.0.1";
  const host = place === "sandbox" ? here : (first.entrance ?? (service ? undefined : here));
  if (host !== undefined) {
    await expectServed(wayIn.urls, (url) => ({ host, port: portOf(url) }));
  } else if (service !== undefined) {
    const ports = { remote: service.port };
    const tunnel = await portForward(service.kubectl, `service/${service.name}`, ports).catch(
      (error: unknown) => {
        // Who may not have one, as in another's namespace, cannot see it from here.
        if (place === "elsewhere" && error instanceof Failure) return undefined;
        throw error;
      },
    );
    if (tunnel !== undefined) {
      const entrance = { host: "127.0.0.1", port: tunnel.port };
      await expectServed(wayIn.urls, () => entrance).finally(tunnel.close);
    }
  }
  // By now more may answer than did at first.
  const now = await answering(wayIn, resolved);
  console.log(`\n${reachText(wayIn, resolved, now)}`);
}

async function expectServed(urls: readonly URL[], entranceOf: (url: URL) => Entrance) {
  const missing = await waitUntilServed(urls, entranceOf, 60_000);
  if (missing.length > 0) {
    throw new Failure(
      `Deployed, but not served after a minute: ${missing.map(({ href }) => href).join(", ")}. ` +
        `"npm run status" says what is not ready.`,
    );
  }
}
