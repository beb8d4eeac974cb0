import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";

import { Failure } from "../../scripts/failure";
import { requireAccess } from "./access";
import { applyAddons } from "./addon-objects";
import { metricsReady } from "./addons";
import { machinePorts } from "./addresses";
import { announcement } from "./announcement";
import { binaries, buildBinary, kubectl, missingBinaries, type Binary } from "./binaries";
import { dnsReady } from "./cluster-dns";
import { forgetPulled, machineRegistry, registryDir } from "./container-runtime";
import { ensureRunning, isServing, readIdentity, type Daemon } from "./daemon";
import { daemons } from "./daemons";
import { baseTree, isNodeTreeMade, nodeTree } from "./debian";
import { linkCommands, pluginsDir } from "./env";
import { problems } from "./health";
import { builtImage, isBuilt } from "./image-build";
import { standIns, type StandIn } from "./images";
import { forwarder, ingressReady } from "./ingress-controller";
import { loadModules } from "./kernel-modules";
import { apiServer, kubelet, nodeKnown, nodeReady, writeKubernetesConfig } from "./kubernetes";
import { withLock } from "./lock";
import { thisMachine } from "./machine";
import { ensureNode, runningNode } from "./node";
import { stateDir } from "./paths";
import { buildPlugins } from "./plugins/build";
import { obstacles } from "./preflight";
import { trustPrivateRegistry, writePrivateRegistryConfig } from "./private-registry";
import { isRunning } from "./process-identity";
import { isPushed, push } from "./registry-push";
import { seconds, step } from "./step";
import { waitFor } from "./wait";

const commands = [
  ...["ip", "unshare", "nsenter", "mount", "pivot_root", "flock", "tar", "wget"],
  ...["openssl", "dpkg-query"],
];

/**
 * Sees that the sandbox runs, and prints each step that this took: from nothing, after a crash or a
 * reboot, or none at all if it runs already.
 * @throws before anything is changed, if the machine cannot have it; or when a part does not come up.
 */
export async function start(): Promise<void> {
  const started = Date.now();
  requireAccess(commands);
  await withLock(async () => {
    const running = (await runningNode()) !== undefined;
    const absent = running ? await problems() : ["the node"];
    const unbuilt = await filter(standIns, async (standIn) => !(await isBuilt(standIn)));
    const unpushed = absent.length > 0 ? standIns : await filter(standIns, isAbsent);
    if (absent.length > 0 || unpushed.length > 0) await bringUp(running, absent, unbuilt);
    await buildPlugins(pluginsDir);
    process.stderr.write(
      absent.length > 0
        ? `The sandbox runs, after ${seconds(Date.now() - started)}.\n`
        : "The sandbox runs.\n",
    );
  });
}

async function bringUp(running: boolean, absent: string[], unbuilt: StandIn[]): Promise<void> {
  const machine = thisMachine();
  const modules = machine.unloadedModules();
  const wanted = machine.hasCommand(kubectl.name) ? binaries : [...binaries, kubectl];
  const unbuiltBinaries = await missingBinaries(wanted);
  refuse(
    await obstacles(machine, {
      binaries: unbuiltBinaries,
      debian: unbuilt.length > 0 || !isNodeTreeMade(),
      fresh: !existsSync(registryDir),
      modules,
      ports: await portsToTake(),
    }),
  );
  process.stderr.write(announcement(running, absent, modules));
  await loadModules(modules);
  await mkdir(stateDir, { recursive: true, mode: 0o755 });
  for (const binary of unbuiltBinaries) await build(binary, unbuiltBinaries);
  const tree = isNodeTreeMade()
    ? await nodeTree()
    : await step("Debian for the node", (progress) => nodeTree(progress));
  if (unbuilt.length > 0) await step("Stand-in images", (progress) => buildAll(unbuilt, progress));

  await step("Configuration, certificates, plugins", async () => {
    await writeKubernetesConfig();
    await writePrivateRegistryConfig();
    await linkCommands(tree);
    await buildPlugins(pluginsDir);
  });
  const node = await step("Node", () => ensureNode(tree));
  await trustPrivateRegistry(node);
  const kubeletStarted = (await isServing(kubelet)) ? 0 : Date.now();
  let changed: string[] = [];
  for (const group of daemons) {
    await step(group.title, () =>
      Promise.all(group.daemons.map((daemon) => ensureRunning(node, daemon))),
    );
    if (group.daemons.includes(machineRegistry)) {
      changed = await step("Images into the registry", pushAll);
    }
    // What enforces policies ends on a cluster that does not know its node yet.
    if (group.daemons.includes(kubelet)) await waitFor("The node's object", 60, nodeKnown);
    // Before the add-ons themselves, which look for some of them when they start.
    if (group.daemons.includes(apiServer)) await waitFor("The add-ons' objects", 30, applyAddons);
  }
  if (changed.length > 0) await forgetPulled(node, changed);
  await step("Cluster ready", async () => {
    await waitFor("The node", 60, () => nodeReady(kubeletStarted));
    await Promise.all([
      waitFor("The metrics API", 60, metricsReady),
      waitFor("The cluster's DNS", 120, dnsReady),
      waitFor("The ingress controller", 120, ingressReady),
    ]);
  });
}

function refuse(reasons: string[]): void {
  if (reasons.length === 0) return;
  throw new Failure(["The sandbox cannot start here:", ...reasons].join("\n  "));
}

/** The ports that none of the sandbox's own processes holds yet. */
async function portsToTake(): Promise<number[]> {
  const { http, https, registry } = machinePorts;
  const holders: [port: number, holder: Daemon][] = [
    [http, forwarder(http)],
    [https, forwarder(https)],
    [registry, machineRegistry],
  ];
  const free = await filter(holders, async ([, { name }]) => {
    const identity = await readIdentity(name);
    return identity === undefined || !isRunning(identity);
  });
  return free.map(([port]) => port);
}

async function build(binary: Binary, all: Binary[]): Promise<void> {
  const place = `${all.indexOf(binary) + 1} of ${all.length}`;
  await step(`Building ${binary.name} (${place})`, (progress) => buildBinary(binary, progress));
}

/** Two at a time: more would only compete for the disk. */
async function buildAll(images: StandIn[], progress: (line: string) => void): Promise<void> {
  for (const suite of new Set(images.map((image) => image.suite))) await baseTree(suite, progress);
  const queue = [...images];
  const worker = async () => {
    for (let image = queue.shift(); image; image = queue.shift()) await builtImage(image, progress);
  };
  await Promise.all([worker(), worker()]);
}

/** @returns the images that the registry did not have. */
async function pushAll(): Promise<string[]> {
  const pushed: string[] = [];
  for (const standIn of standIns) {
    const built = await builtImage(standIn, () => undefined);
    if (await push(standIn.image, built)) pushed.push(standIn.image);
  }
  return pushed;
}

async function isAbsent(image: StandIn): Promise<boolean> {
  if (!(await isBuilt(image))) return true;
  return !(await isPushed(image.image, await builtImage(image, () => undefined)));
}

async function filter<T>(items: T[], test: (item: T) => Promise<boolean>): Promise<T[]> {
  const results = await Promise.all(items.map(test));
  return items.filter((_, index) => results[index]);
}
