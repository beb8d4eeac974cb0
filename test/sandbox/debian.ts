import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { Failure } from "../../scripts/failure";
import { run } from "./command";
import { cacheDir, sourceDir } from "./paths";
import { recipeHash } from "./recipe-hash";

/** bookworm runs the node; sid and trixie have the stores' own versions. */
export type Suite = "bookworm" | "trixie" | "sid";

const treesDir = join(cacheDir, "trees");

/** What the node runs from Debian. */
const nodePackages = [
  ...["containerd", "runc", "docker.io", "etcd-server", "docker-registry"],
  ...["containernetworking-plugins", "iptables", "ipset", "iproute2", "conntrack", "socat"],
  ...["slirp4netns", "catatonit", "ca-certificates"],
];

/** The smallest Debian of a suite, made once. @returns its folder. */
export async function baseTree(
  suite: Suite,
  progress: (line: string) => void = () => undefined,
): Promise<string> {
  const tree = join(treesDir, suite);
  if (existsSync(tree)) return tree;
  progress(`Debian ${suite}: the base system`);
  const unfinished = `${tree}.new`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(treesDir, { recursive: true });
  const { program, env } = await debootstrap();
  const mirror = suite === "bookworm" ? await machineMirror() : undefined;
  // In namespaces of its own, so that an interrupted run leaves no mount behind.
  await run(
    "unshare",
    [
      ...["--mount", "--pid", "--fork", "--kill-child", program, "--variant=minbase"],
      ...[suite, unfinished, ...(mirror ? [mirror] : [])],
    ],
    { env },
  );
  // Packages must not start their services while they are installed.
  await writeFile(join(unfinished, "usr/sbin/policy-rc.d"), "#!/bin/sh\nexit 101\n", {
    mode: 0o755,
  });
  // sid's index reads as expired once its mirror stands still for a week.
  await writeFile(
    join(unfinished, "etc/apt/apt.conf.d/90sandbox"),
    [
      'Acquire::Check-Valid-Until "false";',
      'APT::Install-Recommends "false";',
      'APT::Install-Suggests "false";\n',
    ].join("\n"),
  );
  await rename(unfinished, tree);
  return tree;
}

const nodeFolder = join(treesDir, `node-${recipeHash(nodePackages)}`);

export function isNodeTreeMade(): boolean {
  return existsSync(nodeFolder);
}

/** The node's root: overlay layers, uppermost first. */
export async function nodeTree(progress?: (line: string) => void): Promise<string[]> {
  const base = await baseTree("bookworm", progress);
  if (!isNodeTreeMade()) {
    progress?.(`Debian bookworm: ${nodePackages.join(", ")}`);
    const work = `${nodeFolder}.new`;
    await install(base, work, nodePackages);
    await rename(join(work, "upper"), nodeFolder);
    await rm(work, { recursive: true, force: true });
  }
  return [nodeFolder, base];
}

async function install(base: string, work: string, packages: string[]): Promise<void> {
  await rm(work, { recursive: true, force: true });
  await run("unshare", [
    ...["--mount", "--pid", "--fork", "--kill-child"],
    ...["sh", join(sourceDir, "change-tree.sh"), base, work, "-", ...packages],
  ]);
}

/** debootstrap from the machine, or else from its package, unpacked and not installed. */
async function debootstrap(): Promise<{ program: string; env: Record<string, string> }> {
  const installed = "/usr/sbin/debootstrap";
  if (existsSync(installed)) return { program: installed, env: {} };
  const folder = join(cacheDir, "debootstrap");
  if (!existsSync(folder)) {
    const work = `${folder}.new`;
    await rm(work, { recursive: true, force: true });
    await mkdir(join(work, "lists/partial"), { recursive: true });
    const options = ["-o", `Dir::State::lists=${work}/lists`, "-o", "APT::Sandbox::User=root"];
    // A source that cannot be reached and has nothing to do with this one is none of our business:
    // the download says whether the list was good enough.
    await run("apt-get", [...options, "update"]).catch(() => undefined);
    await run("apt-get", [...options, "download", "debootstrap"], { cwd: work });
    const archive = (await readdir(work)).find((name) => name.endsWith(".deb"));
    if (archive === undefined) throw new Failure("apt-get download debootstrap left no package");
    await run("dpkg-deb", ["-x", join(work, archive), join(work, "root")]);
    await rename(join(work, "root"), folder);
    await rm(work, { recursive: true, force: true });
  }
  return {
    program: join(folder, "usr/sbin/debootstrap"),
    env: { DEBOOTSTRAP_DIR: join(folder, "usr/share/debootstrap") },
  };
}

/** The mirror that the machine's own apt uses for bookworm; undefined leaves it to debootstrap. */
async function machineMirror(): Promise<string | undefined> {
  const release = await readFile("/etc/os-release", "utf8");
  if (!release.includes("VERSION_CODENAME=bookworm")) return undefined;
  const format = "$(REPO_URI) $(RELEASE) $(COMPONENT)";
  const targets = await run("apt-get", ["indextargets", "--format", format, "Created-By: Packages"])
    .then((text) => text.split("\n").map((line) => line.split(" ")))
    .catch(() => []);
  return targets.find(
    ([uri, suite, component]) =>
      uri?.startsWith("http") && suite === "bookworm" && component === "main",
  )?.[0];
}
