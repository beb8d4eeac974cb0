import { createHash } from "node:crypto";
import { spawn } from "node:child_process";
import { createWriteStream, existsSync } from "node:fs";
import { copyFile, cp, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";

import { Failure } from "../../scripts/failure";
import { binaryFile, binaryHash } from "./binaries";
import { run } from "./command";
import { baseTree } from "./debian";
import type { StandIn } from "./images";
import { cacheDir, machineAuthorities, sourceDir } from "./paths";
import { recipeHash } from "./recipe-hash";

/** An image as a registry wants it: one layer and two small documents. */
export interface BuiltImage {
  layer: { file: string; digest: string; size: number };
  config: { text: string; digest: string };
  manifest: { text: string; digest: string };
}

const imagesDir = join(cacheDir, "images");

/** The image from the cache, built first if it is not there. */
export async function builtImage(
  standIn: StandIn,
  progress: (line: string) => void,
): Promise<BuiltImage> {
  const folder = join(imagesDir, await imageKey(standIn));
  if (!existsSync(folder)) await build(standIn, folder, progress);
  const layerFile = join(folder, "layer.tar.gz");
  const [config, manifest] = await Promise.all(
    ["config.json", "manifest.json"].map((name) => readFile(join(folder, name), "utf8")),
  );
  if (config === undefined || manifest === undefined) throw new Error(`${folder} is not complete`);
  const parsed = JSON.parse(manifest) as { layers: [{ digest: string }] };
  return {
    layer: {
      file: layerFile,
      digest: parsed.layers[0].digest,
      size: (await stat(layerFile)).size,
    },
    config: { text: config, digest: sha256(config) },
    manifest: { text: manifest, digest: sha256(manifest) },
  };
}

/** Whether an image still has to be built. */
export async function isBuilt(standIn: StandIn): Promise<boolean> {
  return existsSync(join(imagesDir, await imageKey(standIn)));
}

async function imageKey(standIn: StandIn): Promise<string> {
  const { image, folder, ...recipe } = standIn;
  const script = await readFile(join(sourceDir, "change-tree.sh"), "utf8");
  // Where they are missing the preflight says so, before anything is built.
  const trusted = standIn.npm !== undefined && existsSync(machineAuthorities);
  const authorities = trusted ? await readFile(machineAuthorities, "utf8") : "";
  const binaries = standIn.binaries?.map(binaryHash);
  const hash = recipeHash({ ...recipe, binaries, script, authorities }, folder);
  return `${image.replace(/[^a-z0-9.-]+/g, "-")}-${hash}`;
}

async function build(
  standIn: StandIn,
  folder: string,
  progress: (line: string) => void,
): Promise<void> {
  const base = await baseTree(standIn.suite, progress);
  progress(`${standIn.image}: from Debian ${standIn.suite}`);
  const unfinished = `${folder}.new`;
  const work = `${folder}.work`;
  for (const left of [unfinished, work]) await rm(left, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  const recipe = standIn.folder === undefined ? "-" : join(work, "recipe");
  if (standIn.folder !== undefined) await gatherRecipe(standIn, standIn.folder, recipe);

  const layer = await archive(
    ["sh", join(sourceDir, "change-tree.sh"), base, work, recipe, ...standIn.packages],
    join(unfinished, "layer.tar.gz"),
  );
  await checkVersion(standIn, base, work, progress);
  const config = JSON.stringify({
    architecture: "amd64",
    os: "linux",
    created: new Date().toISOString(),
    config: standIn.config,
    rootfs: { type: "layers", diff_ids: [layer.contentDigest] },
    history: [{ created_by: `stand-in from Debian ${standIn.suite}` }],
  });
  const docker = "application/vnd.docker";
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: `${docker}.distribution.manifest.v2+json`,
    config: {
      mediaType: `${docker}.container.image.v1+json`,
      digest: sha256(config),
      size: Buffer.byteLength(config),
    },
    layers: [
      {
        mediaType: `${docker}.image.rootfs.diff.tar.gzip`,
        digest: layer.digest,
        size: layer.size,
      },
    ],
  });
  await writeFile(join(unfinished, "config.json"), config);
  await writeFile(join(unfinished, "manifest.json"), manifest);
  await rm(work, { recursive: true, force: true });
  await rename(unfinished, folder);
}

/** Everything that build.sh finds in its folder. */
async function gatherRecipe(standIn: StandIn, source: string, target: string): Promise<void> {
  await cp(source, target, { recursive: true });
  for (const binary of standIn.binaries ?? []) {
    await copyFile(binaryFile(binary), join(target, binary.name));
  }
  if (!standIn.npm) return;
  await copyFile(machineAuthorities, join(target, "machine.pem"));
  for (const [name, version] of Object.entries(standIn.npm)) {
    const printed = await run("npm", ["pack", "--silent", `${name}@${version}`], { cwd: target });
    const file = printed.trim().split("\n").at(-1) ?? "";
    await mkdir(join(target, name), { recursive: true });
    await run("tar", ["-xzf", file, "-C", name, "--strip-components=1"], { cwd: target });
    await rm(join(target, file));
  }
}

/** Runs a command that prints an archive, and packs that into a file. */
async function archive(command: string[], file: string) {
  const child = spawn("unshare", ["--mount", "--pid", "--fork", "--kill-child", "--", ...command], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, TAR: "1" },
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    said = (said + chunk).slice(-4000);
  });
  const ended = new Promise<void>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve();
      else reject(new Failure(`the build ended with ${code}:\n${said}`));
    });
  });
  const content = createHash("sha256");
  const packed = createHash("sha256");
  let size = 0;
  const afterContent = new PassThrough().on("data", (chunk: Buffer) => content.update(chunk));
  const afterPacking = new PassThrough().on("data", (chunk: Buffer) => {
    packed.update(chunk);
    size += chunk.length;
  });
  await Promise.all([
    ended,
    // Level 1: the layers stay on this machine, and time counts more than their size.
    pipeline(
      child.stdout,
      afterContent,
      createGzip({ level: 1 }),
      afterPacking,
      createWriteStream(file),
    ),
  ]);
  return {
    contentDigest: `sha256:${content.digest("hex")}`,
    digest: `sha256:${packed.digest("hex")}`,
    size,
  };
}

/** Says so when Debian has moved on from the version that the tag promises. */
async function checkVersion(
  standIn: StandIn,
  base: string,
  work: string,
  progress: (line: string) => void,
): Promise<void> {
  if (standIn.versionOf === undefined) return;
  const database = join(work, "upper/var/lib/dpkg");
  const version = await run("dpkg-query", [
    ...["--admindir", existsSync(database) ? database : join(base, "var/lib/dpkg")],
    ...["--show", "--showformat", "${source:Upstream-Version}", standIn.versionOf],
  ]);
  const tag = standIn.image.slice(standIn.image.lastIndexOf(":") + 1).split("-")[0];
  if (version !== tag) {
    progress(`${standIn.image} holds version ${version}: Debian ${standIn.suite} has no other`);
  }
}

function sha256(text: string): string {
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}
