import type { Kubectl } from "./kubectl";
import { unlock } from "./mend/lock";
import { begun, completed, type Live, touched } from "./mend/pending";
import type { Stack } from "./stack";
import { type State, type StateResource, stateOf } from "./state";
import { drifts } from "./status/drift";
import type { Workload } from "./status/objects";

/**
 * Has a stack's state be what the cluster has, where the engine was killed or somebody has set an image by hand: the next
 * update then finds what it has to do. It changes nothing in the cluster.
 *
 * @throws Failure when another process has the stack, or the cluster does not answer.
 */
export async function mend(stack: Stack, kubectl: Kubectl): Promise<void> {
  // What else holds a state sees to its locks itself.
  const wasLocked = stack.backend === "clone" && (await unlock(stack));
  const state = await stateOf(stack);
  const { resources = [], pending_operations: pending = [] } = state.deployment;
  if (wasLocked && pending.length === 0) {
    console.log("The last update was killed, at nothing: its lock is taken away.");
  }
  if (pending.length > 0) {
    console.log(
      `The last update was killed, at ${pending.length} resources: looking what there is of them.`,
    );
  }
  const begunHere = begun(state);
  const live = await Promise.all(begunHere.map((resource) => objectOf(resource, kubectl)));
  if (pending.length > 0) await stack.import(JSON.stringify(completed(state, live)));
  const made = begunHere.filter((_, index) => live[index] !== undefined);
  const drifted = await driftedIn(state, kubectl, resources);
  for (const { name, runs } of drifted) console.log(`${name} runs ${runs}, which was set by hand.`);
  const urns = [...made, ...drifted].map(({ urn }) => urn);
  const unsure = [...new Set([...touched(state), ...urns])].filter((urn) =>
    isCustom(urn, resources, made),
  );
  if (unsure.length > 0) await stack.refresh(unsure);
}

async function objectOf({ inputs }: StateResource, kubectl: Kubectl): Promise<Live | undefined> {
  const { apiVersion, kind, metadata } = inputs as unknown as Live;
  const [group = "", version = ""] = apiVersion.includes("/")
    ? apiVersion.split("/")
    : ["", apiVersion];
  const place = metadata.namespace === undefined ? kubectl : kubectl.in(metadata.namespace);
  const text = await place.ask([
    ...["get", `${kind}.${version}.${group}`, metadata.name],
    ...["--ignore-not-found", "--show-managed-fields", "--output=json", "--request-timeout=15s"],
  ]);
  return text === "" ? undefined : (JSON.parse(text) as Live);
}

/** Whether there is something of it to be looked at: the engine makes components, and removes what it has deleted. */
function isCustom(
  urn: string,
  resources: readonly StateResource[],
  made: readonly StateResource[],
): boolean {
  return [...resources, ...made].some(
    (resource) => resource.urn === urn && resource.custom === true,
  );
}

async function driftedIn(state: State, kubectl: Kubectl, resources: readonly StateResource[]) {
  if (!resources.some(({ type }) => type.startsWith("kubernetes:apps/"))) return [];
  const text = await kubectl.ask([
    "get",
    "deployments,statefulsets",
    "--output=json",
    "--request-timeout=15s",
  ]);
  return drifts(state, (JSON.parse(text) as { items: Workload[] }).items);
}
