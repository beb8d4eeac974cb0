import type { State, StateResource } from "../state";
import type { Finding } from "./finding";
import type { Workload } from "./objects";
import { versionOf } from "./parts";

const kinds = ["Deployment", "StatefulSet"];

/** A server that does not run what the stack's last update has given it. */
export interface Drift {
  /** Of the resource in the stack's state. */
  urn: string;
  name: string;
  /** In the cluster. */
  runs: string;
  /** In the state. */
  deployed: string;
}

/**
 * The servers whose image was set by hand, as by `kubectl rollout undo`: the engine does not see it unless it refreshes.
 * What an update has under way does not count.
 */
export function drifts({ deployment }: State, servers: readonly Workload[]): Drift[] {
  const { resources = [], pending_operations: pending = [] } = deployment;
  const underWay = new Set(pending.map(({ resource }) => resource.urn));
  return resources.flatMap((resource) => {
    const { urn, type } = resource;
    const kind = type.slice(type.lastIndexOf(":") + 1);
    if (!type.startsWith("kubernetes:apps/") || !kinds.includes(kind)) return [];
    if (resource.delete === true || underWay.has(urn)) return [];
    const { name, image: deployed } = inputsOf(resource);
    const server = servers.find((one) => one.kind === kind && one.metadata.name === name);
    const runs = server?.spec.template.spec.containers[0]?.image;
    if (runs === undefined || typeof deployed !== "string" || runs === deployed) return [];
    return [{ urn, name, runs, deployed }];
  });
}

function inputsOf({ inputs }: StateResource): { name: string; image: unknown } {
  const { metadata, spec } = inputs as unknown as Pick<Workload, "metadata" | "spec">;
  return { name: metadata.name, image: spec.template.spec.containers[0]?.image };
}

/** @param stack Its name. */
export function driftFinding({ name, runs, deployed }: Drift, stack: string): Finding {
  const cause = `${name} runs ${versionOf(runs)}, where the last update has deployed ${versionOf(deployed)}`;
  const byHand = `pulumi up --refresh -s ${stack}`;
  return {
    part: name,
    code: "changed-by-hand",
    cause,
    evidence: [`in the cluster: ${runs}`, `in the stack's state: ${deployed}`],
    mend:
      stack === "dev" ? `npm run up; by hand ${byHand}, as a plain one does not see it.` : byHand,
    holds: [],
    sentence: cause,
  };
}
