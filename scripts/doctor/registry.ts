import { ask } from "../command";
import { registryAt } from "../registry";
import type { Check, CheckContext } from "./check";
import { lastLine } from "./cluster";

/** The image that is pushed to try the registry: it holds nothing. */
export function probeImage(address: string): string {
  return `${address}/slipway-doctor:probe`;
}

/** Whether images can be pushed: an empty one is, by Docker, unless the registry has a login that only the stack knows. */
export async function push({ settings, env }: CheckContext): Promise<Check> {
  const name = "registry push";
  const { address = "", username } = settings.registry;
  if (address === "") {
    return { name, level: "skip", says: "no registry: images stay in the nodes' own Docker" };
  }
  if (settings.images.digests !== undefined) {
    return { name, level: "skip", says: "images.digests says what is there: nothing is pushed" };
  }
  if (username !== undefined) return answers(name, address);
  const image = probeImage(address);
  // An archive of no files is 1024 zeros.
  const made = await ask("docker", ["import", "-", image], { env, input: "\0".repeat(1024) });
  const { status, stderr } =
    made.status === 0 ? await ask("docker", ["push", image], { env }) : made;
  // Here it is of no more use, and nothing waits until it is gone.
  void ask("docker", ["rmi", image], { env });
  if (status === 0) return { name, level: "ok", says: `${address} takes images` };
  return {
    name,
    level: "fail",
    says: `${address} does not take an image: ${lastLine(stderr)}`,
    mend:
      "Start the registry, log in to it (docker login), or set registry.address; minikube's is led here while " +
      "npm run up runs, and by: kubectl -n kube-system port-forward service/registry 5000:80",
  };
}

/** Whether a registry answers at all. */
async function answers(name: string, address: string): Promise<Check> {
  const host = address.split("/")[0] ?? "";
  try {
    const registry = await registryAt(`https://${host}`);
    if (registry.answers) {
      return { name, level: "ok", says: `${host} answers, and asks who pushes` };
    }
    return {
      name,
      level: "warn",
      says: `${host} answers with ${registry.status} at /v2/`,
      mend: "See registry.address.",
    };
  } catch (error) {
    const { message, cause } = error as Error & { cause?: Error };
    return {
      name,
      level: "warn",
      says: `${host} does not answer this machine: ${cause?.message ?? message}`,
      mend:
        "See registry.address; where only Docker knows its certificate, try: docker login " + host,
    };
  }
}
