import type { Architecture } from "../architecture";
import type { Cause } from "./finding";
import type { Workload } from "./objects";
import type { Reading } from "./reading";
import { podCause } from "./pod-cause";
import { denial } from "./policies";
import { lastWords, passwordCause, refusedLogin } from "./said";

/** Why a part may not connect to what the program says that it uses; undefined where it may. */
export function edgeCause(
  name: string,
  uses: readonly string[],
  { parts }: Architecture,
  { policies, namespace }: Reading,
): Cause | undefined {
  const podSet = (part: string) => ({ labels: { "app.kubernetes.io/name": part }, namespace });
  for (const used of uses) {
    const port = parts.find((part) => part.name === used)?.port;
    // A store elsewhere has no pods that a policy could name.
    if (port === undefined) continue;
    const denied = denial(policies, podSet(name), podSet(used), port);
    if (denied === undefined) continue;
    const { direction, closedBy } = denied;
    return {
      code: "edge-denied",
      says: `may not connect to ${used}:${port}: no NetworkPolicy lets it ${direction === "out" ? "out" : "in there"}`,
      evidence: [`NetworkPolicies that count: ${closedBy.join(", ")}`],
      mend: "The program declares that edge; pulumi up --refresh puts its NetworkPolicies back.",
    };
  }
  return undefined;
}

/** Why a part has no account at a store yet; undefined where nothing is known to keep it from one. */
export function accountCause(name: string, store: string, reading: Reading): Cause | undefined {
  const job = reading.jobs
    .filter(({ metadata }) => metadata.name.startsWith(`${name}-${store}-account-`))
    .sort(byAge)
    .at(-1);
  if (job === undefined || (job.status?.succeeded ?? 0) > 0) return undefined;
  const pods = reading.pods.filter(({ metadata }) =>
    metadata.ownerReferences?.some((owner) => owner.name === job.metadata.name),
  );
  const words = pods.map(({ metadata }) => reading.words[metadata.name]);
  const waits = (said: string) => `waits for its account at ${store}: ${said}`;
  const refused = words.map(refusedLogin).find((line) => line !== undefined);
  if (refused !== undefined) {
    const says = waits(`${store} refuses the administrator's password`);
    return { ...passwordCause(name, store, refused), says };
  }
  const cause = pods.flatMap((pod) => podCause(pod, reading) ?? []).at(-1);
  const failed = job.status?.conditions?.find(
    ({ type, status }) => type === "Failed" && status === "True",
  );
  if (cause !== undefined)
    return { ...cause, says: waits(`the Job ${job.metadata.name} ${cause.says}`) };
  return {
    code: failed === undefined ? "starting" : "crash",
    says: waits(
      failed === undefined
        ? `the Job ${job.metadata.name} is at it`
        : `the Job ${job.metadata.name} has failed (${failed.message ?? failed.reason})`,
    ),
    evidence: words.flatMap((said) => lastWords(said)),
    mend: "npm run up makes the Job anew.",
  };
}

function byAge(one: Workload, other: Workload): number {
  const moment = ({ metadata }: Workload) => Date.parse(metadata.creationTimestamp ?? "");
  return moment(one) - moment(other);
}
