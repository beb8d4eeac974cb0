import * as assert from "node:assert/strict";
import { type Answer, ask } from "../../scripts/command";
import { sandboxEnv } from "../sandbox/sandbox";
import { namespace } from "./entrance";

/** The environment of everything that talks to the sandbox's cluster. */
export function env(): NodeJS.ProcessEnv {
  return { ...process.env, ...sandboxEnv() };
}

/**
 * Runs kubectl.
 * @param where The namespace. @default the stack's
 * @returns what it printed.
 * @throws with its message when it fails.
 */
export async function kubectl(args: string[], input = "", where = namespace()): Promise<string> {
  const { status, stdout, stderr } = await kubectlAttempt(args, input, where);
  assert.equal(status, 0, `kubectl ${args.join(" ")}: ${stderr}`);
  return stdout;
}

/** As `kubectl`, for a command that may fail. */
export function kubectlAttempt(args: string[], input = "", where = namespace()): Promise<Answer> {
  const place = ["--context=minikube", `--namespace=${where}`];
  return ask("kubectl", [...place, ...args], { env: env(), input });
}

export interface Pod {
  name: string;
  uid: string;
  app: string;
  ready: boolean;
  restarts: number;
}

/** The pods that are not on their way out, of one app or of all but the finished Jobs'. */
export async function pods(app?: string): Promise<Pod[]> {
  const { items } = JSON.parse(await kubectl(["get", "pods", "--output=json"])) as {
    items: {
      metadata: {
        name: string;
        uid: string;
        labels: Record<string, string>;
        deletionTimestamp?: string;
      };
      status: {
        phase: string;
        containerStatuses?: { ready: boolean; restartCount: number }[];
      };
    }[];
  };
  return items
    .filter(({ metadata, status }) => !metadata.deletionTimestamp && status.phase !== "Succeeded")
    .map(({ metadata, status }) => ({
      name: metadata.name,
      uid: metadata.uid,
      app: metadata.labels["app.kubernetes.io/name"] ?? "",
      ready: status.containerStatuses?.every(({ ready }) => ready) ?? false,
      restarts: status.containerStatuses?.reduce((sum, one) => sum + one.restartCount, 0) ?? 0,
    }))
    .filter((pod) => app === undefined || pod.app === app);
}

/**
 * What each workload's pods are made from: it is another after whatever replaces them, and the same
 * when an autoscaler adds or takes away some.
 */
export async function templates(): Promise<string[]> {
  const { items } = JSON.parse(
    await kubectl(["get", "deployments,statefulsets", "--output=json"]),
  ) as {
    items: {
      kind: string;
      metadata: { name: string; uid: string; annotations?: Record<string, string> };
      status: { updateRevision?: string };
    }[];
  };
  return items.map(({ kind, metadata: { name, uid, annotations }, status }) => {
    const revision = status.updateRevision ?? annotations?.["deployment.kubernetes.io/revision"];
    assert.ok(revision !== undefined, `${kind} ${name} has no revision`);
    return `${kind} ${name} ${uid} ${revision}`;
  });
}

/** The values of the Secret that a workload's container gets as its environment, whole or by single keys. */
export async function secretEnv(workload: string): Promise<Record<string, string>> {
  const { spec } = JSON.parse(await kubectl(["get", workload, "--output=json"])) as {
    spec: { template: { spec: { containers: Container[] } } };
  };
  const [container] = spec.template.spec.containers;
  const keyed = container?.env?.find(({ valueFrom }) => valueFrom?.secretKeyRef !== undefined);
  const name = container?.envFrom?.[0]?.secretRef.name ?? keyed?.valueFrom?.secretKeyRef?.name;
  assert.ok(name !== undefined, `${workload} has no variables from a Secret`);
  const { data } = JSON.parse(await kubectl(["get", "secret", name, "--output=json"])) as {
    data: Record<string, string>;
  };
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, Buffer.from(value, "base64").toString()]),
  );
}

interface Container {
  env?: { valueFrom?: { secretKeyRef?: { name: string } } }[];
  envFrom?: { secretRef: { name: string } }[];
}

/** Asks again until the answer is yes. @throws when it is not within the time, with what was waited for. */
export async function eventually(
  what: string,
  seconds: number,
  condition: () => Promise<boolean>,
): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!(await condition())) {
    assert.ok(Date.now() < deadline, `not within ${seconds} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
