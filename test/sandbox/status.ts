import { requireRoot } from "./access";
import { apiServer, privateRegistry, registry } from "./addresses";
import { isServing } from "./daemon";
import { daemons } from "./daemons";
import { problems } from "./health";
import { runningNode } from "./node";
import { kubeconfigFile, logDir } from "./paths";

/**
 * Prints what runs and where it is.
 * @returns the exit code: 0 if the sandbox is whole, 1 if it is not, 3 if it is stopped.
 * @throws Failure if it runs and this is not root, who alone can look into it.
 */
export async function status(): Promise<number> {
  if (!(await runningNode())) {
    process.stdout.write("The sandbox is stopped.\n");
    return 3;
  }
  requireRoot();
  for (const daemon of daemons.flatMap((group) => group.daemons)) {
    const state = (await isServing(daemon)) ? "serves" : "does not serve, or is an older clone's";
    process.stdout.write(`  ${daemon.name.padEnd(26)} ${state}\n`);
  }
  const absent = await problems();
  process.stdout.write(
    [
      absent.length === 0 ? "The sandbox runs." : `The sandbox lacks ${absent.join(", ")}.`,
      `  API server  ${apiServer}, kubeconfig ${kubeconfigFile}`,
      "  Ingress     http://NAME.localhost",
      `  Registries  ${registry}, and with TLS and a login ${privateRegistry}`,
      `  Logs        ${logDir}\n`,
    ].join("\n"),
  );
  return absent.length === 0 ? 0 : 1;
}
