import { parseArgs } from "node:util";
import { offerBackups, type Volumes, volumesNow } from "./backups/beginning";
import { ask, installed } from "./command";
import { checksText } from "./doctor/check";
import { examine } from "./doctor/examine";
import { Failure, main } from "./failure";
import { mend } from "./mend";
import type { Kubectl } from "./kubectl";
import { forwardRegistry, startMinikube } from "./minikube";
import { portForward } from "./port-forward";
import { portOf, reachText } from "./reach";
import { type Entrance, waitUntilServed } from "./serving";
import { Stack } from "./stack";
import { kubectlOf } from "./stack-kubectl";
import { type StackProgram, stackProgram, stackSettings } from "./stack-program";
import { painter } from "./status/show";
import { watchedUpdate } from "./status/watched-update";
import { answering, resolve, wayInOf } from "./way-in";

const usage = `npm run up               deploys the stack "dev" on minikube
npm run up -- --sandbox  the same on a bare Linux machine, as root, on a cluster that it starts there
npm run up -- --adopt    the same on a cluster that was made anew, where everything is to be made anew
npm run up -- --restore  the same, and restores what would be asked about

It begins with what "npm run doctor" does, and ends, where it fails, with what "npm run status" says. An update that was
killed, and an image that was set by hand, it mends first: it has the stack's state be what the cluster has. Where the
stack has backups (its setting \`backups\`) and this makes a store's volume, as after "npm run down", it says what the last
backup from before is, and asks whether to restore it; where nobody can be asked, it prints the command that does.`;

/** Forgets what is gone with the old cluster, its volumes among it, and remembers this one. */
const adoption = ["--refresh", "--replace", "**pulumi:index:Stash::**"];

main(async () => {
  const { sandbox, adopt, restore, help } = options();
  if (help) return console.log(usage);
  const env = sandbox ? await startSandbox() : process.env;
  if (!sandbox) await prepareMinikube();

  const forwards = sandbox ? [] : await forwardRegistry();
  const stack = new Stack("dev", env);
  const kubectl = kubectlOf(stack.name, stack.environment);
  let before: Volumes;
  let program: Promise<StackProgram>;
  try {
    await stack.prepare();
    program = stackProgram(stack.name);
    await expectHealthy(stack, program, adopt);
    await mend(stack, kubectl);
    before = await volumesNow(kubectl);
    await watchedUpdate(stack, await program, ["--yes", ...(adopt ? adoption : [])]);
  } finally {
    for (const each of forwards) each.close();
  }
  await show(stack, kubectl, await program, sandbox);
  await offerBackups(kubectl, { stack: stack.name, before, restore, say: console.log });
});

function options() {
  try {
    const flag = { type: "boolean", default: false } as const;
    return parseArgs({ options: { sandbox: flag, adopt: flag, restore: flag, help: flag } }).values;
  } catch (error) {
    throw new Failure(`${(error as Error).message}\n\n${usage}`);
  }
}

async function startSandbox(): Promise<NodeJS.ProcessEnv> {
  const { start, sandboxEnv } = await import("../test/sandbox/sandbox.js");
  await start();
  return { ...process.env, ...sandboxEnv() };
}

async function prepareMinikube(): Promise<void> {
  const tools = ["pulumi", "docker", "minikube", "kubectl"];
  const missing = tools.filter((tool) => !installed(tool));
  if (missing.length > 0) {
    throw new Failure(
      `${missing.join(" and ")} ${missing.length > 1 ? "are" : "is"} not installed.\n\n` +
        `There are two ways to run the stack:\n` +
        `- on minikube: install the Pulumi CLI, Docker, minikube and kubectl, then "npm run up" starts minikube and ` +
        `deploys;\n` +
        `- on a bare Linux machine, as root: "npm run up -- --sandbox" brings everything itself and says first ` +
        `what it changes on the machine.`,
    );
  }
  const { status, stderr } = await ask("docker", ["info", "--format", "{{.ServerVersion}}"]);
  if (status !== 0) {
    throw new Failure(`Docker does not answer: ${stderr.trim()}\nStart it, then try again.`);
  }
  await startMinikube();
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

/** Waits until the stack serves, and says how it is reached from this machine. */
async function show(stack: Stack, kubectl: Kubectl, program: StackProgram, sandbox: boolean) {
  const outputs = JSON.parse(await stack.ask("stack", "output", "--json")) as object;
  const settings = stackSettings(stack.name);
  const { wayIn, service } = await wayInOf(kubectl, program, settings, outputs);
  const resolved = await resolve(wayIn);
  const first = await answering(wayIn, resolved);
  const host = sandbox ? "127.0.0.1" : first.entrance;
  if (host !== undefined || service === undefined) {
    await expectServed(wayIn.urls, (url) => ({ host: host ?? "127.0.0.1", port: portOf(url) }));
  } else {
    const ports = { remote: service.port };
    const tunnel = await portForward(service.kubectl, `service/${service.name}`, ports);
    const entrance = { host: "127.0.0.1", port: tunnel.port };
    await expectServed(wayIn.urls, () => entrance).finally(tunnel.close);
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
