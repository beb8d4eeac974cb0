import { Failure, main } from "./failure";
import type { Kubectl } from "./kubectl";
import { accountOf } from "./open/account";
import { hold } from "./open/hold";
import { optionsOf } from "./open/options";
import { openedText, targetsText } from "./open/show";
import { type Opened, targetsIn } from "./open/target";
import { stackConfig, stackNames } from "./stack-config";
import { stackKubectl } from "./stack-kubectl";

const usage = `npm run open -- NAME [STACK]    has a port of 127.0.0.1 lead to NAME until ctrl-C: a service, a site, an admin page,
                                RabbitMQ's page or a store, of the stack "dev" or of STACK
npm run open [-- STACK]         lists what there is

--port N            that port of this machine; without it the service's own, or where that is taken an unused one
--print-password    the password as well, for a store its administrator's: whoever may read the Secrets of the stack's
                    namespace can have it

It prints the address and the account, for a store with its client's command line. Nothing of the cluster is changed.`;

main(async () => {
  const { name, stack, local, withPassword, help } = parse();
  if (help) return console.log(usage);
  const kubectl = await stackKubectl(stack);
  const targets = targetsIn(await objects(kubectl));
  if (targets.length === 0) {
    const { namespace, context } = kubectl;
    throw new Failure(
      `There is nothing to open in the namespace ${namespace} of "${context}": deploy ${stack} first.`,
    );
  }
  const there = targetsText(targets, storesOutside(stack));
  if (name === undefined) {
    return console.log(`npm run open -- NAME ${stack}, where NAME is one of\n${there}`);
  }
  const target = targets.find((each) => each.name === name);
  if (target === undefined) {
    throw new Failure(`NAME is ${name}, but can be, of the stack ${stack}:\n${there}`);
  }
  const account = await accountOf(target.account, kubectl, withPassword);

  const end = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => end.abort());
  await hold(target, kubectl, {
    ...{ local, signal: end.signal },
    opened: (port) => console.log(openedText(target, port, account)),
    lost: (words) => console.error(`The connection is lost, and is made anew: ${words}`),
  });
});

function parse() {
  try {
    return optionsOf(process.argv.slice(2), stackNames());
  } catch (error) {
    throw new Failure(`${(error as Error).message}\n\n${usage}`);
  }
}

async function objects(kubectl: Kubectl): Promise<Opened[]> {
  const kinds = "services,deployments,statefulsets";
  const command = ["get", kinds, "--output=json", "--request-timeout=15s"];
  return (JSON.parse(await kubectl.ask(command)) as { items: Opened[] }).items;
}

/** The stores that others run, which a client reaches without the cluster, at their addresses. */
function storesOutside(stack: string): Record<string, string> {
  const stores = JSON.parse(stackConfig(stack).values["slipway:stores"] ?? "{}") as Record<
    string,
    { external?: { host?: string; port?: number } }
  >;
  return Object.fromEntries(
    Object.entries(stores).flatMap(([name, { external }]) =>
      external === undefined
        ? []
        : [[name, [external.host, external.port].filter((part) => part !== undefined).join(":")]],
    ),
  );
}
