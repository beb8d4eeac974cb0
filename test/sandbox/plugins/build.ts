import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

const EXECUTABLES = ["pulumi-resource-docker", "pulumi-resource-random"];
const ROOT = join(__dirname, "../../..");
/** What the plugins are made of beside this folder. */
const OTHERS = ["components/images/build-context.ts", "package-lock.json"];

const LAUNCHER = join(__dirname, "launcher.cjs");

/**
 * Writes the stand-in plugins into `dir` as executables under the names by which the engine looks
 * for them on PATH: a launcher each, and beside it the plugin as one file, so that it starts in a
 * tenth of a second. Does nothing where they were built from these very sources.
 */
export async function buildPlugins(dir: string): Promise<void> {
  const mark = `// built from ${await sourcesDigest()}`;
  await mkdir(dir, { recursive: true });
  await Promise.all(
    EXECUTABLES.map(async (name) => {
      const path = join(dir, name);
      const present = await readFile(`${path}.js`, "utf8").catch(() => "");
      if (present.endsWith(`${mark}\n`)) return;
      // V8 would refuse what was compiled from another source, but only where its length differs.
      const kept = (await readdir(dir)).filter(
        (file) => file.startsWith(`${name}.`) && file.endsWith(".cache"),
      );
      for (const file of kept) await rm(join(dir, file), { force: true });
      await write(`${path}.js`, await bundle(name, mark), 0o644);
      await write(path, await readFile(LAUNCHER), 0o755);
    }),
  );
}

async function sourcesDigest(): Promise<string> {
  const names = (await readdir(__dirname))
    .filter((name) => /(?<!\.test)\.c?[jt]s$/.test(name))
    .sort();
  const digest = createHash("sha256");
  const others = OTHERS.map((name) => join(ROOT, name));
  for (const path of [...names.map((name) => join(__dirname, name)), ...others])
    digest.update(await readFile(path)).update("\0");
  return digest.digest("hex");
}

async function bundle(name: string, mark: string): Promise<Uint8Array> {
  // Loaded only here: most starts find the plugins built.
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    entryPoints: [join(__dirname, `${name}.ts`)],
    bundle: true,
    minify: true,
    platform: "node",
    target: "node20",
    write: false,
    footer: { js: mark },
  });
  const [output] = outputFiles;
  if (output === undefined) throw new Error(`esbuild made nothing of ${name}.ts`);
  return output.contents;
}

/** By a rename: an engine that starts now sees the old plugin or the new one, whole. */
async function write(path: string, content: Uint8Array, mode: number): Promise<void> {
  const partial = `${path}.${process.pid}.partial`;
  await writeFile(partial, content, { mode });
  await rename(partial, path);
}
