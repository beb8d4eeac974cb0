import { Kubectl } from "../kubectl";
import { Stack } from "../stack";
import { type StackProgram, stackSettings } from "../stack-program";
import { stateIfAny } from "../state";
import type { Check, CheckContext } from "./check";
import { clock, cluster } from "./cluster";
import { entrance, metrics } from "./entrance";
import { images } from "./images";
import { nodes } from "./nodes";
import { probe } from "./probe";
import { push } from "./registry";
import { storage } from "./storage";
import { missingTools, tools } from "./tools";

/**
 * Everything that a deployment of the stack will need of this machine and of its cluster, tried.
 *
 * @param name The stack's.
 * @param program Waited for only by the checks that need it.
 * @param env The environment of kubectl, Docker and the engine.
 * @param adopts Whether the stack is about to take another cluster for its own. @default false
 */
export async function examine(
  name: string,
  program: Promise<StackProgram>,
  env: NodeJS.ProcessEnv,
  adopts = false,
): Promise<Check[]> {
  const settings = stackSettings(name);
  const builds = settings.images.digests === undefined;
  const missing = missingTools(env, builds);
  if (missing !== undefined) return [missing];
  const { namespace } = settings.cluster;
  // Who calls has its environment lead to where its state is.
  const stack = new Stack(name, env, undefined, "own");
  const context: CheckContext = {
    ...{ stack, settings, program, env, adopts, state: stateIfAny(stack) },
    kubectl: new Kubectl(settings.cluster.context, namespace, env),
  };
  // What each is told by takes its time to start: nothing waits for another, but for whose cluster it is.
  const tooling = tools(env, builds);
  const pushed = push(context);
  const answer = await cluster(context);
  if (answer.level === "fail") return [await tooling, answer];
  const probed = probe(
    context,
    pushed.then(({ level }) => level === "ok"),
  );
  const found = await Promise.all([
    clock(context).then((check) => [check]),
    nodes(context),
    storage(context).then((check) => [check]),
    entrance(context).then((check) => [check]),
    metrics(context).then((check) => [check]),
    images(context).then((check) => [check]),
    pushed.then((check) => [check]),
    probed,
  ]);
  return [await tooling, answer, ...found.flat()];
}
