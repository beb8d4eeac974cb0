import assert from "node:assert/strict";
import { Quantity } from "../../components/kubernetes/quantity";
import { demands } from "../../scripts/doctor/demand";
import { architecture, type Node, type PlacedPod, room } from "../../scripts/doctor/nodes";
import { deployDev } from "../deploy";

function node(name: string, cpu = "2", memory = "4Gi", arch = "amd64"): Node {
  const nodeInfo = { operatingSystem: "linux", architecture: arch };
  return { metadata: { name }, status: { allocatable: { cpu, memory }, nodeInfo } };
}

function pod(namespace: string, nodeName: string, cpu: string, phase = "Running"): PlacedPod {
  const resources = { requests: { cpu, memory: "1Gi" } };
  const containers = [{ name: "one", image: "one", resources }];
  return {
    metadata: { name: "one", namespace },
    spec: { nodeName, containers },
    status: { phase },
  };
}

const demand = (name: string, pods: number, cpu: string, memory = "128Mi") => ({
  ...{ name, pods, cpu: Quantity.parse(cpu), memory: Quantity.parse(memory) },
});

describe("the doctor's look at the nodes", () => {
  const rooms: [what: string, found: ReturnType<typeof room>, level: string, says: RegExp][] = [
    ["finds room", room([node("a")], [], [demand("web", 2, "1")], "own"), "ok", /requests 2 CPU/],
    [
      "counts what others request",
      room([node("a")], [pod("theirs", "a", "500m")], [demand("web", 2, "1")], "own"),
      "warn",
      /2 CPU and 256 MiB; the nodes have 1500m CPU and 3072 MiB/,
    ],
    [
      "counts neither what the stack has already nor what has ended",
      room(
        [node("a")],
        [pod("own", "a", "2"), pod("theirs", "a", "2", "Succeeded")],
        [demand("web", 2, "1")],
        "own",
      ),
      "ok",
      /the nodes have 2 CPU/,
    ],
    [
      "finds a pod that fits on none, though there is enough in all",
      room([node("a"), node("b")], [], [demand("big", 1, "3")], "own"),
      "warn",
      /no node has 3 CPU and 128 MiB left, which one pod of big requests/,
    ],
  ];
  for (const [what, { level, says }, expected, sentence] of rooms) {
    it(what, () => {
      assert.equal(level, expected);
      assert.match(says, sentence);
    });
  }

  const arm = node("b", "2", "4Gi", "arm64");
  const kinds: [nodes: Node[], platform: string | undefined, level: string, mend: RegExp][] = [
    [[node("a")], "linux/amd64", "ok", /^$/],
    [[arm], "linux/amd64", "fail", /images.platform to linux\/arm64/],
    [[node("a"), arm], "linux/amd64", "warn", /kubernetes.io\/arch: amd64/],
    [[], "linux/amd64", "fail", /kubectl get nodes/],
    [[arm], undefined, "skip", /^$/],
  ];
  for (const [nodes, platform, level, mend] of kinds) {
    it(`is ${level} with ${platform} on ${nodes.length} nodes, ${nodes.at(-1)?.status.nodeInfo.architecture}`, () => {
      const check = architecture(nodes, platform);
      assert.equal(check.level, level);
      assert.match(check.mend ?? "", mend);
    });
  }

  it("knows what every pod of the program requests", async () => {
    const { resources } = await deployDev();
    const hello = demands(resources).find(({ name }) => name === "hello");
    assert.equal(hello?.pods, 10);
    assert.equal(String(hello?.memory), "16Mi");
    const names = demands(resources).map(({ name }) => name);
    assert.ok(names.includes("mysql-for-user") && names.includes("user"), names.join());
  });
});
