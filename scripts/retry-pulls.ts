import type { Kubectl } from "./kubectl";
import type { Pod } from "./status/objects";

const reasons = ["ErrImagePull", "ImagePullBackOff"];

/**
 * Has the pods pull at once that wait for one of these images, by new ones in their place: the kubelet asks the registry
 * again only minutes later. They have run nothing yet.
 */
export async function retryPulls(kubectl: Kubectl, images: readonly string[]): Promise<void> {
  const list = ["get", "pods", "--output=json", "--request-timeout=15s"];
  const { status, stdout } = await kubectl.attempt(list);
  // Without it they are only later.
  if (status !== 0) return;
  const waiting = waitingFor((JSON.parse(stdout) as { items: Pod[] }).items, images);
  if (waiting.length === 0) return;
  await kubectl.attempt(["delete", "pods", ...waiting, "--ignore-not-found", "--wait=false"]);
}

/** The names of the pods that wait for an image, of those that are replaced without a word: a Job would count it. */
export function waitingFor(pods: readonly Pod[], images: readonly string[]): string[] {
  return pods
    .filter(({ metadata, spec, status }) => {
      const isServers = metadata.ownerReferences?.some(({ kind }) =>
        ["ReplicaSet", "StatefulSet"].includes(kind),
      );
      const isHeld = status.containerStatuses?.some(({ name, state }) => {
        const image = spec.containers.find((container) => container.name === name)?.image ?? "";
        return reasons.includes(state.waiting?.reason ?? "") && images.includes(image);
      });
      return isServers === true && isHeld === true;
    })
    .map(({ metadata }) => metadata.name);
}
