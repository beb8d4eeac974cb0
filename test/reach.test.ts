import assert from "node:assert/strict";
import { entrances, reachText, type WayIn } from "../scripts/reach";

/** Two hosts below a domain, led to an address. */
function way(domain: string, address: string[] = [], rest: Partial<WayIn> = {}): WayIn {
  const scheme = rest.exposure === "nodePort" ? "https" : "http";
  const port = rest.exposure === "nodePort" ? ":30443" : "";
  const hosts = [`api.${domain}`, `www.${domain}`];
  return {
    urls: hosts.map((host) => new URL(`${scheme}://${host}${port}/`)),
    exposure: "ingress",
    addresses: Object.fromEntries(hosts.map((host) => [host, address])),
    nodes: ["192.168.49.2"],
    nodePorts: [],
    minikube: undefined,
    platform: "linux",
    forward: "--context=c port-forward service/way-in 80:80",
    ...rest,
  };
}

/** What is said after the URLs. */
function hints(
  wayIn: WayIn,
  entrance: string | undefined,
  resolved: Record<string, string[]> = {},
): string[] {
  const [first, ...lines] = reachText(wayIn, resolved, { entrance, node: undefined }).split("\n");
  assert.equal(first, "The stack serves:");
  return lines.slice(wayIn.urls.length + wayIn.nodePorts.length);
}

const minikube = { profile: "minikube", driver: "docker" };

describe("where a stack answers from this machine", () => {
  it("is its URLs and nothing more where the hosts resolve to what answers", () => {
    const wayIn = way("shop.test", ["203.0.113.7"]);
    const resolved = { "api.shop.test": ["203.0.113.7"], "www.shop.test": ["203.0.113.7"] };
    assert.equal(
      reachText(wayIn, resolved, { entrance: "203.0.113.7", node: undefined }),
      "The stack serves:\n  http://api.shop.test/\n  http://www.shop.test/",
    );
    assert.deepEqual(hints(way("slipway.localhost", ["127.0.0.1"]), "127.0.0.1"), []);
  });

  it("is tried first where the hosts resolve to, then here, then where they are to lead to", () => {
    const balanced = way("shop.test", ["lb.cloud.test"], { exposure: "loadBalancer" });
    const resolved = { "www.shop.test": ["198.51.100.1"], "lb.cloud.test": ["203.0.113.7"] };
    assert.deepEqual(entrances(balanced, resolved), ["198.51.100.1", "203.0.113.7", "127.0.0.1"]);
    const local = way("slipway.localhost", ["192.168.49.2"]);
    assert.deepEqual(entrances(local, {}), ["127.0.0.1", "192.168.49.2"]);
  });

  describe("by an ingress controller", () => {
    it("of minikube's takes a line in the hosts file where the node answers", () => {
      const wayIn = way("shop.test", ["192.168.49.2"], { minikube });
      assert.deepEqual(hints(wayIn, "192.168.49.2"), [
        "A line in /etc/hosts has this machine reach it:",
        "  192.168.49.2 api.shop.test www.shop.test",
      ]);
    });

    it("takes that line for the hosts alone that do not resolve yet", () => {
      const wayIn = way("shop.test", ["192.168.49.2"], { minikube });
      const resolved = { "api.shop.test": ["192.168.49.2"], "www.shop.test": ["192.0.2.1"] };
      assert.equal(hints(wayIn, "192.168.49.2", resolved)[1], "  192.168.49.2 www.shop.test");
    });

    it("takes a port of this machine for names that browsers take for it", () => {
      const wayIn = way("slipway.localhost", ["192.168.49.2"], { minikube });
      for (const entrance of ["192.168.49.2", undefined]) {
        assert.deepEqual(hints(wayIn, entrance), [
          "This command, left running, makes it reachable from this machine:",
          "  sudo -E kubectl --context=c port-forward service/way-in 80:80",
        ]);
      }
    });

    it("takes minikube's tunnel where a Mac runs it in a container", () => {
      const mac = { minikube, platform: "darwin" } as const;
      const tunnel = [
        "This command, left running, makes it reachable from this machine:",
        "  minikube tunnel --profile=minikube",
      ];
      assert.deepEqual(hints(way("slipway.localhost", ["192.168.49.2"], mac), undefined), tunnel);
      assert.deepEqual(hints(way("shop.test", ["192.168.49.2"], mac), undefined), [
        ...tunnel,
        "with a line in /etc/hosts:",
        "  127.0.0.1 api.shop.test www.shop.test",
      ]);
      const machine = { ...mac, minikube: { profile: "minikube", driver: "vfkit" } };
      const command = hints(way("slipway.localhost", ["192.168.49.2"], machine), undefined)[1];
      assert.match(command ?? "", /^ {2}sudo -E kubectl /);
    });

    it("takes a line in the hosts file where it listens on this machine, and no DNS", () => {
      assert.deepEqual(hints(way("shop.test", ["127.0.0.1"]), "127.0.0.1"), [
        "A line in /etc/hosts has this machine reach it:",
        "  127.0.0.1 api.shop.test www.shop.test",
      ]);
    });

    it("takes DNS records in a cloud, and the hosts file until they are there", () => {
      const wayIn = way("example.com", ["203.0.113.7"]);
      assert.deepEqual(hints(wayIn, "203.0.113.7"), [
        "The DNS records to be made:",
        "  api.example.com. A 203.0.113.7",
        "  www.example.com. A 203.0.113.7",
        "Until they are, a line in /etc/hosts has this machine reach it:",
        "  203.0.113.7 api.example.com www.example.com",
      ]);
    });
  });

  describe("by a load balancer", () => {
    const balanced = (address: string[], rest: Partial<WayIn> = {}) =>
      way("example.com", address, { exposure: "loadBalancer", ...rest });

    it("takes a record of the type that its address has", () => {
      const records = (address: string[]) =>
        hints(balanced(address), undefined).filter((line) => line.startsWith("  api."));
      assert.deepEqual(records(["lb.cloud.test"]), ["  api.example.com. CNAME lb.cloud.test"]);
      assert.deepEqual(records(["203.0.113.7", "2001:db8::7"]), [
        "  api.example.com. A 203.0.113.7",
        "  api.example.com. AAAA 2001:db8::7",
      ]);
    });

    it("is said not to answer yet, where it does not", () => {
      const last = hints(balanced(["lb.cloud.test"]), undefined).at(-1);
      assert.equal(last, "What they lead to does not answer this machine, or not yet.");
    });

    it("is said to have no address, with what does without it", () => {
      assert.deepEqual(hints(balanced([]), undefined), [
        "The load balancer has no address yet.",
        "This command, left running, makes it reachable from this machine:",
        "  sudo -E kubectl --context=c port-forward service/way-in 80:80",
        "with a line in /etc/hosts:",
        "  127.0.0.1 api.example.com www.example.com",
      ]);
    });
  });

  describe("by a port of the nodes", () => {
    const forward = "--context=c port-forward service/proxy 30443:443";
    const ported = (domain: string, rest: Partial<WayIn> = {}) =>
      way(domain, [], { exposure: "nodePort", forward, ...rest });

    it("takes records of the nodes, or on minikube a line in the hosts file", () => {
      const nodes = ["203.0.113.7", "203.0.113.8"];
      const records = hints(ported("example.com", { nodes }), "203.0.113.7").slice(1, 5);
      assert.deepEqual(records, [
        "  api.example.com. A 203.0.113.7",
        "  api.example.com. A 203.0.113.8",
        "  www.example.com. A 203.0.113.7",
        "  www.example.com. A 203.0.113.8",
      ]);
      assert.deepEqual(hints(ported("shop.test", { minikube }), "192.168.49.2"), [
        "A line in /etc/hosts has this machine reach it:",
        "  192.168.49.2 api.shop.test www.shop.test",
      ]);
    });

    it("takes the same port of this machine where the nodes are not reached, which needs no root", () => {
      const mac = { minikube, platform: "darwin" } as const;
      assert.deepEqual(hints(ported("slipway.localhost", mac), undefined), [
        "This command, left running, makes it reachable from this machine:",
        `  kubectl ${forward}`,
      ]);
    });
  });

  it("is a node's for a service that has a port of the nodes to itself", () => {
    const wayIn = way("slipway.localhost", [], { nodePorts: [{ service: "hello", port: 30050 }] });
    const line = (node: string | undefined) =>
      reachText(wayIn, {}, { entrance: "127.0.0.1", node }).split("\n").at(-1);
    assert.equal(line("192.168.49.2"), "  http://192.168.49.2:30050/");
    assert.equal(line("2001:db8::7"), "  http://[2001:db8::7]:30050/");
    assert.equal(
      line(undefined),
      "  http://192.168.49.2:30050/ where the nodes are reached, or npm run open -- hello",
    );
  });
});
