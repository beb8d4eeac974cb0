import { createHash } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import * as path from "node:path";
import { contextEntries } from "./build-context";

/** What an image is built from. */
export interface Build {
  /** The folder that the build sees, relative to the project's. */
  context: string;
  /** Relative to the project's folder. */
  dockerfile: string;
  args: Readonly<Record<string, string>>;
  /** Empty for what the Docker daemon runs on. */
  platform: string;
}

/** Tags by which a registry keeps each build of an image. A context is read once, however many images are made of it. */
export class BuildTags {
  private readonly sources = new Map<string, string>();

  /** 12 hex digits that tell what goes into a build: the same on every machine, and others after any change. */
  of({ context, dockerfile, args, platform }: Build, project: string): string {
    const source = this.sourceOf(path.join(project, context), path.join(project, dockerfile));
    const all = [source, platform, Object.entries(args).sort()];
    return sha256(JSON.stringify(all)).slice(0, 12);
  }

  private sourceOf(context: string, dockerfile: string): string {
    const key = JSON.stringify([context, dockerfile]);
    const source = this.sources.get(key) ?? sourceDigest(context, dockerfile);
    this.sources.set(key, source);
    return source;
  }
}

/** Nothing that another checkout has in another way goes into it: no times, and of the modes whether a file is executed. */
function sourceDigest(context: string, dockerfile: string): string {
  const lines: unknown[] = [sha256(readFileSync(dockerfile))];
  for (const { path: name, stats } of contextEntries(context, dockerfile)) {
    const file = path.join(context, name);
    const executable = (stats.mode & 0o111) !== 0;
    if (stats.isFile()) lines.push([name, executable, sha256(readFileSync(file))]);
    if (stats.isSymbolicLink()) lines.push([name, readlinkSync(file)]);
  }
  return sha256(JSON.stringify(lines));
}

function sha256(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}
