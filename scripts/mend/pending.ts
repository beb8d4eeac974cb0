import type { Metadata } from "../status/objects";
import type { State, StateResource } from "../state";

/** An object of the cluster, as far as it tells whose it is. */
export interface Live {
  apiVersion: string;
  kind: string;
  metadata: Metadata & {
    namespace?: string;
    managedFields?: { manager: string; operation: string }[];
  };
}

/** The resources that the engine was making when it was killed, of those that the cluster may have nonetheless. */
export function begun({ deployment }: State): StateResource[] {
  return (deployment.pending_operations ?? []).flatMap(({ type, resource }) =>
    type === "creating" && resource.type.startsWith("kubernetes:") ? [resource] : [],
  );
}

/** What the engine was changing, deleting or reading: only the cluster knows how far it came. By their URNs. */
export function touched({ deployment }: State): string[] {
  const operations = deployment.pending_operations ?? [];
  return operations.flatMap(({ type, resource }) => (type === "creating" ? [] : [resource.urn]));
}

/**
 * The state with what there is of the resources that were being made, and nothing pending. What replaces a resource that
 * is still there is to be deleted: the next update makes it again.
 *
 * @param live What the cluster has of `begun`, one each; undefined where it has none.
 */
export function completed(state: State, live: readonly (Live | undefined)[]): State {
  const resources = [...(state.deployment.resources ?? [])];
  for (const [index, resource] of begun(state).entries()) {
    const object = live[index];
    if (object === undefined) continue;
    const made = { ...resource, ...known(object) };
    const at = resources.findIndex(({ urn, ...one }) => urn === made.urn && one.delete !== true);
    const other = resources[at];
    if (other === undefined) resources.push(made);
    else if (other.id !== made.id) resources.push({ ...made, delete: true });
    else if (other.pendingReplacement === true) {
      // What others depend on keeps its place, and depends on what was there before it.
      const { inputs, outputs } = made;
      resources[at] = { ...other, inputs, outputs, pendingReplacement: false };
    }
  }
  return { ...state, deployment: { ...state.deployment, resources, pending_operations: [] } };
}

/** What the Kubernetes provider needs to find an object again, and to change it under the name that it made it with. */
function known({
  apiVersion,
  kind,
  metadata,
}: Live): Required<Pick<StateResource, "id" | "outputs">> {
  const { name, namespace, managedFields = [] } = metadata;
  const manager = managedFields.find(
    (one) => one.operation === "Apply" && one.manager.startsWith("pulumi-kubernetes"),
  )?.manager;
  return {
    id: namespace === undefined ? name : `${namespace}/${name}`,
    outputs: {
      apiVersion,
      kind,
      metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
      __initialApiVersion: apiVersion,
      ...(manager === undefined ? {} : { __fieldManager: manager }),
    },
  };
}
