import { chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { list } from "tar";
import { DockerCli } from "./docker-cli";

const SCRIPT = `#!/bin/sh
calls="$(dirname "$0")/../calls"
call="$calls/$(($(ls "$calls" | wc -l)))"
mkdir "$call"
printf '%s\\n' "$@" > "$call/arguments"
env > "$call/environment"
[ -n "$DOCKER_CONFIG" ] && cp "$DOCKER_CONFIG/config.json" "$call/config.json"
[ "$1" = build ] && cat > "$call/stdin"
script="$(dirname "$0")/../answers/$1"
[ ! -f "$script" ] || . "$script"
`;

export interface FakeCall {
  arguments: string[];
  environment: string;
  /** Docker's configuration file during the call, if DOCKER_CONFIG named one. */
  config?: string;
  /** The names in the archive that came by stdin, with their content. */
  files?: Record<string, string>;
}

/** A docker command that writes down how it was called and answers what a test tells it. */
export class FakeDocker {
  private constructor(
    private readonly folder: string,
    readonly cli: DockerCli,
  ) {}

  static async in(folder: string): Promise<FakeDocker> {
    for (const name of ["bin", "calls", "answers"]) await mkdir(join(folder, name));
    const command = join(folder, "bin/docker");
    await writeFile(command, SCRIPT);
    await chmod(command, 0o755);
    const PATH = `${join(folder, "bin")}:${process.env.PATH}`;
    return new FakeDocker(folder, new DockerCli({ ...process.env, PATH }));
  }

  /** Sets the lines of shell that run for `docker COMMAND`. */
  async answer(command: string, script: string): Promise<void> {
    await writeFile(join(this.folder, "answers", command), script);
  }

  async calls(): Promise<FakeCall[]> {
    const names = await readdir(join(this.folder, "calls"));
    const numbers = names.map(Number).sort((a, b) => a - b);
    return Promise.all(
      numbers.map((number) => this.#call(join(this.folder, "calls", `${number}`))),
    );
  }

  async #call(folder: string): Promise<FakeCall> {
    const present = await readdir(folder);
    const text = (name: string) => readFile(join(folder, name), "utf8");
    return {
      arguments: (await text("arguments")).trimEnd().split("\n"),
      environment: await text("environment"),
      ...(present.includes("config.json") ? { config: await text("config.json") } : {}),
      ...(present.includes("stdin") ? { files: await filesOf(join(folder, "stdin")) } : {}),
    };
  }
}

/** The entries of a tar archive: content, `-> target` for a link, `/` for a directory. */
export async function filesOf(archive: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  await list({
    file: archive,
    onReadEntry: (entry) => {
      const name = entry.path.replace(/\/$/, "");
      if (entry.type === "Directory") files[name] = "/";
      else if (entry.type === "SymbolicLink") files[name] = `-> ${entry.linkpath}`;
      else {
        files[name] = "";
        entry.on("data", (chunk) => (files[name] += chunk.toString()));
      }
    },
  });
  return files;
}
