import { Kubectl } from "../kubectl";
import { type StackProgram, stackSettings } from "../stack-program";
import type { State } from "../state";
import { backupFindings } from "./backups";
import { driftFinding, drifts } from "./drift";
import { explain } from "./explain";
import { partsOf } from "./parts";
import { read } from "./read";
import type { Status } from "./show";

/**
 * Looks at what the cluster has of a stack, and why what is not ready is not; a brief look does without the pods' own
 * words. What keeps nothing from serving is told where it is asked for: what was set by hand since the last update, by
 * the stack's state, and which backups are old or have failed.
 *
 * @throws Failure as `read` does.
 */
export async function look(
  stack: string,
  known: StackProgram | Promise<StackProgram>,
  {
    env,
    brief = false,
    backups = false,
    state,
  }: {
    env?: NodeJS.ProcessEnv;
    brief?: boolean;
    backups?: boolean;
    state?: Promise<State | undefined>;
  } = {},
): Promise<Status> {
  const { cluster, controllerNamespace } = stackSettings(stack);
  const { context, namespace } = cluster;
  const [reading, { architecture, urls }, deployed] = await Promise.all([
    read(new Kubectl(context, namespace, env), controllerNamespace, brief),
    known,
    state,
  ]);
  const controller =
    controllerNamespace === undefined ? undefined : { namespace: controllerNamespace };
  const parts = partsOf(architecture, reading);
  const causes = explain({ ...architecture, controller }, reading);
  const drifted = deployed === undefined ? [] : drifts(deployed, reading.servers);
  const others = [
    ...drifted.map((one) => driftFinding(one, stack)),
    ...(backups ? backupFindings(reading, stack) : []),
  ];
  // One cause each: what keeps a part from being ready says more.
  const said = new Set(causes.map(({ part }) => part));
  const findings = [...causes, ...others.filter(({ part }) => !said.has(part))];
  const isReady = parts.every(({ state }) => state === "ready" || state === "elsewhere");
  return { stack, namespace, ready: isReady && findings.length === 0, parts, findings, urls };
}
