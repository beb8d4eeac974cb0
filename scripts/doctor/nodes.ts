import { Quantity } from "../../components/kubernetes/quantity";
import { ask } from "../command";
import type { Condition, Container, Metadata } from "../status/objects";
import type { Check, CheckContext } from "./check";
import { lastLine } from "./cluster";
import { demands, requested, type Demand } from "./demand";

export interface Node {
  metadata: Metadata;
  spec?: { unschedulable?: boolean };
  status: {
    allocatable: Record<string, string>;
    nodeInfo: { architecture: string; operatingSystem: string };
    conditions?: Condition[];
  };
}

export interface PlacedPod {
  metadata: Metadata & { namespace: string };
  spec: { nodeName?: string; containers: Container[] };
  status: { phase: string };
}

/** Whether the nodes' architecture is the images', and whether they have room for what the stack requests. */
export async function nodes(context: CheckContext): Promise<Check[]> {
  const { kubectl, program } = context;
  const list = async <Item>(...args: string[]) => {
    const { status, stdout, stderr } = await kubectl.attempt(["get", ...args, "--output=json"]);
    return status === 0
      ? { items: (JSON.parse(stdout) as { items: Item[] }).items }
      : { items: undefined, problem: lastLine(stderr) };
  };
  const [all, pods, platform] = await Promise.all([
    list<Node>("nodes"),
    list<PlacedPod>("pods", "--all-namespaces"),
    platformOf(context),
  ]);
  if (all.items === undefined) {
    const unknown = { level: "skip", says: `nodes cannot be listed: ${all.problem}` } as const;
    return [
      { name: "architecture", ...unknown },
      { name: "room", ...unknown },
    ];
  }
  const usable = all.items.filter(isUsable);
  return [
    architecture(usable, platform),
    pods.items === undefined
      ? { name: "room", level: "skip", says: `pods cannot be listed: ${pods.problem}` }
      : room(usable, pods.items, demands((await program).resources), kubectl.namespace),
  ];
}

/** What images are built for: what the settings say, else what the Docker daemon runs on; undefined if neither. */
async function platformOf({ settings, env }: CheckContext): Promise<string | undefined> {
  const { platform = "" } = settings.images;
  if (platform !== "") return platform;
  const format = "{{.Server.Os}}/{{.Server.Arch}}";
  const { status, stdout } = await ask("docker", ["version", "--format", format], { env }).catch(
    () => ({ status: 1, stdout: "" }),
  );
  return status === 0 ? stdout.trim() : undefined;
}

function isUsable({ spec, status }: Node): boolean {
  const isReady = status.conditions?.some((one) => one.type === "Ready" && one.status === "True");
  return spec?.unschedulable !== true && isReady === true;
}

export function architecture(usable: readonly Node[], platform: string | undefined): Check {
  const name = "architecture";
  const platforms = usable.map(
    ({ status: { nodeInfo: info } }) => `${info.operatingSystem}/${info.architecture}`,
  );
  const kinds = [...new Set(platforms)].sort();
  if (kinds.length === 0) {
    const mend = "kubectl get nodes says which are not ready or cordoned.";
    return { name, level: "fail", says: "no node is ready and takes pods", mend };
  }
  if (platform === undefined) return { name, level: "skip", says: `nodes are ${kinds.join(", ")}` };
  if (!kinds.includes(platform)) {
    const says = `images are built for ${platform}, but the nodes are ${kinds.join(", ")}`;
    return { name, level: "fail", says, mend: `Set images.platform to ${kinds[0]}` };
  }
  if (kinds.length === 1) return { name, level: "ok", says: `images and nodes are ${platform}` };
  return {
    name,
    level: "warn",
    says: `images are built for ${platform}, but some nodes are not (${kinds.join(", ")})`,
    mend: `Set cluster.nodes.selector to {kubernetes.io/arch: ${platform.split("/")[1]}}`,
  };
}

/** @param own The stack's namespace: what its pods have already is theirs. */
export function room(
  usable: readonly Node[],
  pods: readonly PlacedPod[],
  wanted: readonly Demand[],
  own: string,
): Check {
  const name = "room";
  const others = pods.filter(
    ({ metadata, status }) =>
      metadata.namespace !== own && !["Succeeded", "Failed"].includes(status.phase),
  );
  const left = usable.map(({ metadata, status }) => {
    const here = others.filter(({ spec }) => spec.nodeName === metadata.name);
    const free = (what: "cpu" | "memory") =>
      here
        .map(({ spec }) => requested(spec.containers, what))
        .reduce((rest, one) => rest.minus(one), Quantity.parse(status.allocatable[what] ?? "0"));
    return { cpu: free("cpu"), memory: free("memory") };
  });
  const sum = (parts: Quantity[]) => parts.reduce((all, one) => all.plus(one), Quantity.zero);
  const needed = {
    cpu: sum(wanted.map(({ cpu, pods: count }) => cpu.times(count))),
    memory: sum(wanted.map(({ memory, pods: count }) => memory.times(count))),
  };
  const free = {
    cpu: sum(left.map(({ cpu }) => cpu)),
    memory: sum(left.map(({ memory }) => memory)),
  };
  const says = `the stack requests ${text(needed)}; the nodes have ${text(free)} beside what others request`;
  const mend = "Add a node, or lower replicas, cpu or memory in the stack's settings.";
  if (free.cpu.isLessThan(needed.cpu) || free.memory.isLessThan(needed.memory)) {
    return { name, level: "warn", says, mend };
  }
  const homeless = wanted.find(
    ({ cpu, memory }) =>
      !left.some((node) => !node.cpu.isLessThan(cpu) && !node.memory.isLessThan(memory)),
  );
  if (homeless === undefined) return { name, level: "ok", says };
  const alone = `no node has ${text(homeless)} left, which one pod of ${homeless.name} requests`;
  return { name, level: "warn", says: alone, mend };
}

function text({ cpu, memory }: { cpu: Quantity; memory: Quantity }): string {
  return `${cpu} CPU and ${Math.floor(memory.toNumber() / 2 ** 20)} MiB`;
}
