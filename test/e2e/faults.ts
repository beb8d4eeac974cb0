import { Quantity } from "../../components/kubernetes/quantity";
import { requested } from "../../scripts/doctor/demand";
import type { PlacedPod, Node } from "../../scripts/doctor/nodes";
import { eventually, kubectl, pods, secretEnv } from "./cluster";

/** Changes a workload's pods, by JSON Patch on what its first container is made from. */
export async function patchContainer(workload: string, changes: Record<string, unknown>) {
  const at = "/spec/template/spec/containers/0";
  const patch = Object.entries(changes).map(([path, value]) => ({
    op: "add",
    path: `${at}/${path}`,
    value,
  }));
  await kubectl(["patch", workload, "--type=json", `--patch=${JSON.stringify(patch)}`]);
}

/** Gives back a workload the version before. */
export async function undo(...workloads: string[]): Promise<void> {
  for (const workload of workloads) await kubectl(["rollout", "undo", workload]);
}

/** Replaces one pod of an app, and waits until its node is chosen. */
export async function replaceOne(app: string): Promise<void> {
  const before = await pods(app);
  await kubectl(["delete", "pod", before[0]?.name ?? "", "--wait=false"]);
  const selector = `--selector=app.kubernetes.io/name=${app}`;
  await eventually(`another pod of ${app} has a node`, 30, async () => {
    const template = "--output=jsonpath={range .items[*]}{.metadata.uid}={.spec.nodeName} {end}";
    const now = (await kubectl(["get", "pods", selector, template])).trim().split(" ");
    return now.some((one) => {
      const [uid = "", node = ""] = one.split("=");
      return node !== "" && !before.some((old) => old.uid === uid);
    });
  });
}

/** Has a Deployment read its variables from a copy of its Secret in which one is another. */
export async function replaceVariable(app: string, variable: string, value: string): Promise<void> {
  const name = `${app}-wrong`;
  const stringData = { ...(await secretEnv(`deployment/${app}`)), [variable]: value };
  const secret = { apiVersion: "v1", kind: "Secret", metadata: { name }, stringData };
  await kubectl(["apply", "--filename=-"], JSON.stringify(secret));
  await patchContainer(`deployment/${app}`, { "envFrom/0/secretRef/name": name });
}

/** The name of the only object of a kind that begins so: the rest is the cluster's. */
export async function named(kind: string, beginning: string): Promise<string> {
  const names = (await kubectl(["get", kind, "--output=name"])).trim().split("\n");
  const found = names.find((name) => name.split("/")[1]?.startsWith(beginning));
  return found ?? `${kind}/${beginning}`;
}

/** A pod of another namespace that requests what memory there is left but for a little. @param left In MiB. */
export async function takeTheRoom(name: string, image: string, left: number): Promise<void> {
  const list = async <Item>(...args: string[]) =>
    (JSON.parse(await kubectl(["get", ...args, "--output=json"])) as { items: Item[] }).items;
  const [node] = await list<Node>("nodes");
  let all: PlacedPod[] = [];
  await eventually("no pod is about to give back what it has", 60, async () => {
    all = await list<PlacedPod>("pods", "--all-namespaces");
    return all.every(({ metadata }) => metadata.deletionTimestamp === undefined);
  });
  const used = all
    .filter(({ spec, status }) => spec.nodeName !== undefined && status.phase !== "Succeeded")
    .map(({ spec }) => requested(spec.containers, "memory"))
    .reduce((sum, one) => sum.plus(one), Quantity.zero);
  const free = Quantity.parse(node?.status.allocatable["memory"] ?? "0").minus(used);
  const memory = `${Math.floor(free.toNumber() / 2 ** 20) - left}Mi`;
  const container = {
    name,
    image,
    command: ["sleep", "3600"],
    resources: { requests: { memory } },
  };
  const spec = { terminationGracePeriodSeconds: 0, containers: [container] };
  const pod = { apiVersion: "v1", kind: "Pod", metadata: { name }, spec };
  await kubectl(["apply", "--filename=-"], JSON.stringify(pod), "default");
  await kubectl(["wait", `pod/${name}`, "--for=condition=PodScheduled"], "", "default");
}

/** A Deployment of one pod with a volume at /data, as the namespace admits it. */
export function withVolume(name: string, image: string, command: string[], volume: object): object {
  const labels = { "app.kubernetes.io/name": name };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, labels },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          terminationGracePeriodSeconds: 0,
          securityContext: {
            runAsNonRoot: true,
            runAsUser: 999,
            fsGroup: 999,
            seccompProfile: { type: "RuntimeDefault" },
          },
          containers: [
            {
              name: "server",
              image,
              command,
              securityContext: {
                allowPrivilegeEscalation: false,
                capabilities: { drop: ["ALL"] },
              },
              resources: { requests: { cpu: "1m", memory: "4Mi" }, limits: { memory: "32Mi" } },
              volumeMounts: [{ name: "data", mountPath: "/data" }],
            },
          ],
          volumes: [{ name: "data", ...volume }],
        },
      },
    },
  };
}
