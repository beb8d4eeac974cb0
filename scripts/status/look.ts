import { Kubectl } from "../kubectl";
import { pushedBy } from "../lost-images";
import { type StackProgram, stackSettings } from "../stack-program";
import type { State } from "../state";
import { backupFindings } from "./backups";
import { driftFinding, drifts } from "./drift";
import { explain } from "./explain";
import { isReady, partsOf } from "./parts";
import { read } from "./read";
import type { Reading } from "./reading";
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
  const [reading, program, deployed] = await Promise.all([
    read(new Kubectl(context, namespace, env), controllerNamespace, brief),
    known,
    state,
  ]);
  return statusOf(stack, { ...program, controllerNamespace }, reading, { backups, deployed });
}

/** What a reading of a stack's namespace comes to; its arguments are those of `look`. */
export function statusOf(
  stack: string,
  {
    architecture,
    urls,
    controllerNamespace,
  }: Pick<StackProgram, "architecture" | "urls"> & { controllerNamespace: string | undefined },
  read: Reading,
  { backups = false, deployed }: { backups?: boolean; deployed?: State | undefined } = {},
): Status {
  const pushed = deployed && { stack, images: pushedBy(deployed) };
  const reading: Reading = { ...read, ...(pushed && { pushed }) };
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
  const ready = parts.every(isReady) && findings.length === 0;
  return { stack, namespace: reading.namespace, ready, parts, findings, urls };
}
