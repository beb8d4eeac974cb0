import { createHash } from "node:crypto";
import { once } from "node:events";
import { readFile, readlink } from "node:fs/promises";
import { join, relative } from "node:path";
import type { Readable } from "node:stream";
import { PassThrough } from "node:stream";
import { Header, Pack, ReadEntry, type HeaderData } from "tar";
import { contextEntries, type ContextEntry } from "../../../components/images/build-context";

/** A build context as `docker build` reads it from stdin. */
export interface ContextTar {
  stream: Readable;
  /** The Dockerfile's path within the archive. */
  dockerfile: string;
}

/**
 * Packs what the ignore file leaves of a context; the classic builder knows no
 * `<Dockerfile>.dockerignore` and takes an archive as it comes. A Dockerfile that lies outside, or
 * that is ignored, is added under a name of its own, which the builder hides from `COPY`.
 */
export async function contextTar(context: string, dockerfile: string): Promise<ContextTar> {
  const entries = contextEntries(context, dockerfile);
  const inside = relative(context, dockerfile);
  const visible = entries.some(({ path, stats }) => path === inside && stats.isFile());

  const extra = new Map<string, Buffer>();
  let name = inside;
  if (!visible) {
    const content = await readFile(dockerfile);
    name = `.dockerfile.${createHash("sha256").update(content).digest("hex").slice(0, 20)}`;
    const ignore = entries.some(({ path }) => path === ".dockerignore")
      ? await readFile(join(context, ".dockerignore"), "utf8")
      : ".dockerignore\n";
    extra.set(name, content);
    // The builder takes the Dockerfile out of the context if this file names it.
    extra.set(".dockerignore", Buffer.from(`${ignore}\n${name}\n`));
  }

  const pack = new Pack({});
  const stream = new PassThrough();
  const fail = (error: unknown) =>
    stream.destroy(error instanceof Error ? error : new Error(String(error)));
  pack.on("error", fail);
  pack.pipe(stream);
  const others = entries.filter(({ path }) => !extra.has(path));
  packAll(pack, context, others, extra).catch(fail);
  return { stream, dockerfile: name };
}

async function packAll(
  pack: Pack,
  context: string,
  entries: ContextEntry[],
  extra: Map<string, Buffer>,
): Promise<void> {
  for (const { path, stats } of entries) {
    const file = join(context, path);
    // The modification time stays: a web server takes its ETag from it.
    const common = { path, mode: stats.mode & 0o7777, mtime: stats.mtime };
    if (stats.isFile()) await add(pack, { ...common, type: "File" }, await readFile(file));
    else if (stats.isDirectory()) await add(pack, { ...common, type: "Directory" });
    else if (stats.isSymbolicLink())
      await add(pack, { ...common, type: "SymbolicLink", linkpath: await readlink(file) });
  }
  for (const [path, content] of extra)
    await add(pack, { path, mode: 0o644, mtime: new Date(0), type: "File" }, content);
  pack.end();
}

/** Waits until the entry is through, so that no more than one file is in memory. */
async function add(
  pack: Pack,
  header: HeaderData,
  content: Buffer = Buffer.alloc(0),
): Promise<void> {
  // Whoever owns the checkout, root owns the files in the image unless the Dockerfile says else.
  const entry = new ReadEntry(new Header({ ...header, size: content.length, uid: 0, gid: 0 }));
  const packed = once(entry, "end");
  pack.add(entry);
  entry.end(content);
  await packed;
}
