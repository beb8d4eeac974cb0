import { spawn } from "node:child_process";
import { existsSync, openSync } from "node:fs";
import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";

import { link, outward, range } from "./addresses";
import { makeCgroups } from "./cgroups";
import { run } from "./command";
import { endDaemons, readIdentity, recordChild, type Daemon } from "./daemon";
import { binariesDir, logDir, runDir, sourceDir, stateDir } from "./paths";
import { isEnding, isRunning, type ProcessIdentity } from "./process-identity";
import { waitFor } from "./wait";

/** Lets the node reach what the machine reaches, without a rule or a setting of the machine's own. */
export const wayOut: Daemon = {
  name: "slirp4netns",
  command: [
    ...["slirp4netns", "--configure", "--mtu=65520", "--disable-host-loopback"],
    ...[`--cidr=${outward.range}`, "1", outward.interface],
  ],
  network: "machine",
  probe: async () => {
    const node = await runningNode();
    if (!node) throw new Error("the node does not run");
    const routes = await readFile(`/proc/${node.pid}/net/route`, "utf8");
    if (!routes.includes(`${outward.interface}\t00000000`)) throw new Error("no default route");
  },
};

/** The first process of the node's namespaces: with it, everything in them ends. */
export async function runningNode(): Promise<ProcessIdentity | undefined> {
  const identity = await readIdentity("node");
  return identity !== undefined && isRunning(identity) && !isEnding(identity)
    ? identity
    : undefined;
}

/**
 * The node: process, mount, network and host name namespaces in which the sandbox's daemons run, as in
 * a container. Started unless it runs.
 * @param tree the overlay layers of the node's root, uppermost first.
 */
export async function ensureNode(tree: string[]): Promise<ProcessIdentity> {
  const running = await runningNode();
  const linked = existsSync(`/sys/class/net/${link.interface}`);
  const node = running ?? (await startNode(tree));
  await ensureLink(node);
  // What was listening or connected on the lost link would find out too late, or never.
  if (running && !linked) await endDaemons();
  return node;
}

async function startNode(tree: string[]): Promise<ProcessIdentity> {
  await waitForEnd();
  await removeLink();
  const scratch = join(runDir, "scratch");
  for (const folder of [
    scratch,
    binariesDir,
    ...["kubelet", "volumes", "logs/pods"].map((name) => join(stateDir, name)),
  ]) {
    await mkdir(folder, { recursive: true });
  }
  await makeCgroups();
  const log = openSync(join(logDir, "node.log"), "a");
  const parent = spawn(
    "unshare",
    [
      ...["--mount", "--pid", "--net", "--uts", "--fork", "--propagation", "slave"],
      ...["sh", join(sourceDir, "node.sh"), tree.join(":"), scratch, stateDir, runDir, binariesDir],
    ],
    { detached: true, stdio: ["ignore", log, log], env: { PATH: process.env.PATH } },
  );
  parent.unref();
  const node = await recordChild("node", parent, 1);
  await waitFor("The node's namespaces", 30, async () => {
    const name = (await readFile(`/proc/${node.pid}/comm`, "utf8").catch(() => "gone")).trim();
    if (name === "catatonit") return;
    throw new Error(`see ${join(logDir, "node.log")}`);
  });
  return node;
}

/** The one interface and route that the machine has to the node, its pods and its Services. */
async function ensureLink(node: ProcessIdentity): Promise<void> {
  if (!existsSync(`/sys/class/net/${link.interface}`)) {
    await run("ip", [
      ...["link", "add", link.interface, "type", "veth"],
      ...["peer", "name", "machine", "netns", String(node.pid)],
    ]);
    await runInNode(node, ["ip", "addr", "add", `${link.node}/24`, "dev", "machine"]);
    await runInNode(node, ["ip", "link", "set", "machine", "up"]);
  }
  await run("ip", ["addr", "replace", `${link.machine}/24`, "dev", link.interface]);
  await run("ip", ["link", "set", link.interface, "up"]);
  await run("ip", ["route", "replace", range, "via", link.node]);
}

/** Runs a command in the node, to its end. */
export async function runInNode(node: ProcessIdentity, command: string[]): Promise<string> {
  const namespaces = ["--mount", "--pid", "--net", "--uts"];
  return run("nsenter", ["--target", String(node.pid), ...namespaces, "--", ...command]);
}

/** Ends every process in the node, its containers' too, and waits until they are gone. */
export async function endNode(): Promise<void> {
  const node = await runningNode();
  if (node) process.kill(node.pid, "SIGKILL");
  await waitForEnd();
  await removeLink();
  await rm(runDir, { recursive: true, force: true });
}

async function waitForEnd(): Promise<void> {
  const node = await readIdentity("node");
  if (!node) return;
  await waitFor("The end of the node", 30, async () => {
    if (isRunning(node)) throw new Error(`process ${node.pid} is still there`);
  });
}

async function removeLink(): Promise<void> {
  // The kernel may be removing it at the same time, with the namespace of its other end.
  await run("ip", ["link", "delete", link.interface]).catch(() => undefined);
  await waitFor(`The removal of ${link.interface}`, 10, async () => {
    if (existsSync(`/sys/class/net/${link.interface}`)) throw new Error("it is still there");
  });
}
