import { Kubectl } from "./kubectl";
import { stackSettings } from "./stack-program";
import { useSandbox } from "./use-sandbox";

/**
 * kubectl on the namespace of a stack; in the sandbox, as `npm run up -- --sandbox` has deployed it, where that is what
 * runs.
 *
 * @throws Failure when there is no such stack.
 */
export async function stackKubectl(stack: string): Promise<Kubectl> {
  const kubectl = kubectlOf(stack);
  await useSandbox();
  return kubectl;
}

/** kubectl on the namespace of a stack. @param env @default process.env, as it is when a command is run */
export function kubectlOf(stack: string, env?: NodeJS.ProcessEnv): Kubectl {
  const { context, namespace } = stackSettings(stack).cluster;
  return new Kubectl(context, namespace, env);
}
