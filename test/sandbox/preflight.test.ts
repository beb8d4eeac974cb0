import * as assert from "node:assert/strict";

import type { Binary } from "./binaries";
import { obstacles, type Machine, type Need } from "./preflight";

const machine: Machine = {
  platform: "linux",
  architecture: "x64",
  userId: 0,
  memory: 16,
  free: async () => ({ gibibytes: 100, device: 1 }),
  hasCommand: () => true,
  hasFile: () => true,
  portOwner: () => undefined,
  addresses: [{ interface: "lo", address: "127.0.0.1" }],
};
const need: Need = { binaries: [], debian: true, ports: [80, 443, 5000] };
const binary: Binary = { name: "coredns", recipe: "coredns" };

async function onlyObstacle(
  change: Partial<Machine>,
  needChange: Partial<Need> = {},
): Promise<string> {
  const found = await obstacles({ ...machine, ...change }, { ...need, ...needChange });
  assert.equal(found.length, 1, found.join("\n"));
  return found[0] ?? "";
}

describe("the preflight", () => {
  it("lets a machine pass that has everything", async () => {
    assert.deepEqual(await obstacles(machine, need), []);
  });

  it("names the system that it is not made for", async () => {
    assert.match(await onlyObstacle({ platform: "darwin", userId: 501 }), /this is darwin/);
    assert.match(await onlyObstacle({ architecture: "arm64" }), /arm64/);
  });

  it("asks for root before anything that root decides", async () => {
    assert.match(await onlyObstacle({ userId: 1000, memory: 1 }), /as root/);
  });

  it("says how much memory and disk are needed, and how much there is", async () => {
    assert.match(await onlyObstacle({ memory: 1.95 }), /needs 4 GiB of memory.* has 1\.9/);
    const little = async () => ({ gibibytes: 5.25, device: 1 });
    assert.match(await onlyObstacle({ free: little }), /needs 8 GiB of disk.* 5\.3 are free/);
  });

  it("adds up what goes to one disk, and only that", async () => {
    const free = async (folder: string) => ({
      gibibytes: 5,
      device: folder.startsWith("/var/lib") ? 1 : 2,
    });
    assert.deepEqual(await obstacles({ ...machine, free }, need), []);
    assert.match(
      await onlyObstacle({ free }, { binaries: [binary] }),
      /needs 14 GiB of disk for (?!.*\/var\/lib)/,
    );
  });

  it("says who has a port", async () => {
    const portOwner = (port: number) => (port === 80 ? "nginx (process 7)" : undefined);
    assert.equal(
      await onlyObstacle({ portOwner }),
      "Port 80 on 127.0.0.1 is taken by nginx (process 7).",
    );
    assert.deepEqual(await obstacles({ ...machine, portOwner }, { ...need, ports: [443] }), []);
  });

  it("names the command, the file or the tool that is missing", async () => {
    const without = (missing: string) => (name: string) => name !== missing;
    assert.match(await onlyObstacle({ hasCommand: without("nsenter") }), /missing: nsenter\./);
    assert.match(await onlyObstacle({ hasFile: without("/dev/net/tun") }), /\/dev\/net\/tun/);
    const noGo = without("go");
    assert.match(
      await onlyObstacle({ hasCommand: noGo }, { binaries: [binary] }),
      /Go .* coredns\.$/,
    );
    assert.deepEqual(await obstacles({ ...machine, hasCommand: noGo }, need), []);
  });

  it("does not share its addresses", async () => {
    const addresses = [{ interface: "eth0", address: "10.230.7.1" }];
    assert.match(await onlyObstacle({ addresses }), /interface eth0 has 10\.230\.7\.1/);
    const own = [{ interface: "slipway0", address: "10.230.0.1" }];
    assert.deepEqual(await obstacles({ ...machine, addresses: own }, need), []);
  });
});
