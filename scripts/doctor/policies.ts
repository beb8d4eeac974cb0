import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Kubectl } from "../kubectl";
import type { Check, CheckContext } from "./check";
import { lastLine } from "./cluster";
import { clientScript, denyAll, make, port, talkingPod } from "./probe-objects";

/** Milliseconds that the pods have to start, that the first has to listen, and that a policy has to take hold. */
const patience = { start: 6_000, listen: 2_000, policy: 3_000 };

/**
 * Whether a policy that lets nobody in is enforced: the same connection is tried before and after it.
 *
 * @param own On a namespace for it alone.
 */
export async function policies({ settings }: CheckContext, own: Kubectl): Promise<Check> {
  const name = "policies";
  const untold = (says: string): Check => ({
    name,
    level: "warn",
    says: `not known whether NetworkPolicies are enforced: ${says}`,
    mend: "Try again; a node that pulls the image for the first time takes longer.",
  });
  const pods = ["server", "client"].map((role) => talkingPod(role, settings.images.mirror ?? ""));
  const made = await make(own, ...pods);
  if (made.status !== 0) return untold(lastLine(made.stderr));
  const waited = await own.attempt([
    ...["wait", "pod/server", "pod/client", "--for=condition=Ready"],
    `--timeout=${patience.start / 1000}s`,
    '--output=jsonpath={.metadata.name}={.status.podIP}{"\\n"}',
  ]);
  const [, address] = /^server=(.+)$/m.exec(waited.stdout) ?? [];
  if (waited.status !== 0 || address === undefined) {
    return untold("its two pods did not start in time");
  }
  const connection = tried(own, address);
  try {
    if (!(await connection.becomes("open", patience.listen))) {
      return untold("without any, one pod does not reach the other");
    }
    const denied = await make(own, denyAll);
    if (denied.status !== 0) return untold(lastLine(denied.stderr));
    if (await connection.becomes("closed", patience.policy)) {
      return { name, level: "ok", says: "NetworkPolicies are enforced" };
    }
  } finally {
    connection.end();
  }
  return {
    name,
    level: "warn",
    says: "NetworkPolicies are not enforced: any pod reaches any other",
    mend: "Use a network that enforces them, such as Calico or Cilium (a new minikube: minikube start --cni=calico).",
  };
}

/** Tries a connection of the client's again and again, by one command: to start one takes longer than to connect. */
function tried(own: Kubectl, address: string) {
  const command = ["exec", "pod/client", "--", "perl", "-MIO::Socket::INET", "-e", clientScript];
  const child = spawn("kubectl", own.placed([...command, address, String(port)]), {
    env: own.environment,
    stdio: ["ignore", "pipe", "ignore"],
  });
  const lines = createInterface({ input: child.stdout });
  return {
    /** Whether it is so before the time is up, in milliseconds. */
    becomes: (wanted: "open" | "closed", within: number) =>
      new Promise<boolean>((resolve) => {
        const timer = setTimeout(() => resolve(false), within);
        const settle = (isSo: boolean) => {
          clearTimeout(timer);
          resolve(isSo);
        };
        lines.on("line", (line) => line === wanted && settle(true));
        lines.once("close", () => settle(false));
      }),
    end: () => void child.kill(),
  };
}
