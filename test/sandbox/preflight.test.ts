import * as assert from "node:assert/strict";

import type { Binary } from "./binaries";
import type { Machine } from "./machine";
import { obstacles, type Need } from "./preflight";

const machine: Machine = {
  platform: "linux",
  architecture: "x64",
  userId: 0,
  memory: 16,
  free: async () => ({ gibibytes: 100, device: 1 }),
  hasCommand: () => true,
  hasFile: () => true,
  unloadedModules: () => [],
  portOwner: () => undefined,
  addresses: [{ interface: "lo", address: "127.0.0.1" }],
};
const need: Need = {
  binaries: [],
  debian: true,
  fresh: true,
  modules: [],
  ports: [80, 443, 5000],
};
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

  it("says how much memory and disk are needed, and how much there is", async () => {
    assert.match(await onlyObstacle({ memory: 3.8 }), /with 6 GiB of memory.* has 3\.8/);
    assert.deepEqual(await obstacles({ ...machine, memory: 5.8 }, need), [], "a machine of 6 GiB");
    const little = async () => ({ gibibytes: 5.25, device: 1 });
    assert.match(await onlyObstacle({ free: little }), /needs 12 GiB of disk.* 5\.3 are free/);
    assert.match(
      await onlyObstacle({ free: little }, { fresh: false }),
      /needs 6 GiB of disk.* 5\.3 are free/,
    );
  });

  it("adds up what goes to one disk, and only that", async () => {
    const free = async (folder: string) => ({
      gibibytes: 8,
      device: folder.startsWith("/var/lib") ? 1 : 2,
    });
    assert.deepEqual(await obstacles({ ...machine, free }, need), []);
    assert.match(
      await onlyObstacle({ free }, { binaries: [binary] }),
      /needs 28 GiB of disk for (?!.*\/var\/lib)/,
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

  it("names the file or the tool that is missing", async () => {
    const without = (missing: string) => (name: string) => name !== missing;
    const authorities = "/etc/ssl/certs/ca-certificates.crt";
    assert.match(
      await onlyObstacle({ hasFile: without(authorities) }),
      new RegExp(`^${authorities}.* is missing: install the package ca-certificates`),
    );
    const noGo = without("go");
    assert.match(
      await onlyObstacle({ hasCommand: noGo }, { binaries: [binary] }),
      /Go .* coredns\.$/,
    );
    assert.deepEqual(await obstacles({ ...machine, hasCommand: noGo }, need), []);
  });

  it("needs modprobe only to load a kernel module", async () => {
    const hasCommand = (name: string) => name !== "modprobe";
    assert.deepEqual(await obstacles({ ...machine, hasCommand }, need), []);
    assert.match(
      await onlyObstacle({ hasCommand }, { modules: ["br_netfilter", "tun"] }),
      /\(br_netfilter, tun\), and modprobe is missing/,
    );
  });

  it("does not share its addresses", async () => {
    const addresses = [{ interface: "eth0", address: "10.230.7.1" }];
    assert.match(await onlyObstacle({ addresses }), /interface eth0 has 10\.230\.7\.1/);
    const own = [{ interface: "slipway0", address: "10.230.0.1" }];
    assert.deepEqual(await obstacles({ ...machine, addresses: own }, need), []);
  });
});
