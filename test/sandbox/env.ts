import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, rename, rm, symlink } from "node:fs/promises";
import { delimiter, join } from "node:path";

import { kubectl } from "./binaries";
import {
  binariesDir,
  cacheDir,
  dockerSocket,
  kubeconfigFile,
  shellBinDir,
  sourceDir,
  stateDir,
} from "./paths";

/** Each clone has plugins of its own: two of them may hold different versions. */
export const pluginsDir = join(
  stateDir,
  "plugins",
  createHash("sha256").update(sourceDir).digest("hex").slice(0, 12),
);

/** The variables with which commands find the sandbox; to be put over the process's own. */
export function sandboxEnv(): Record<string, string> {
  return {
    PATH: [shellBinDir, pluginsDir, process.env.PATH ?? ""].join(delimiter),
    KUBECONFIG: kubeconfigFile,
    DOCKER_HOST: `unix://${dockerSocket}`,
    // The sandbox's Docker has no BuildKit client.
    DOCKER_BUILDKIT: "0",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
}

/** The same for a shell to evaluate. */
export function exportLines(env: Record<string, string>): string {
  return Object.entries(env)
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'\n`)
    .join("");
}

/** Puts the commands that the machine may lack, or has in another version, into one folder. */
export async function linkCommands(nodeLayers: string[]): Promise<void> {
  const [layer = cacheDir] = nodeLayers;
  const links = {
    pulumi: join(binariesDir, "pulumi"),
    "pulumi-language-nodejs": join(binariesDir, "pulumi-language-nodejs"),
    "pulumi-resource-kubernetes": join(binariesDir, "pulumi-resource-kubernetes"),
    docker: join(layer, "usr/bin/docker"),
    kubectl: join(binariesDir, kubectl.name),
  };
  await mkdir(shellBinDir, { recursive: true });
  for (const [name, target] of Object.entries(links)) {
    const file = join(shellBinDir, name);
    await rm(`${file}.new`, { force: true });
    if (!existsSync(target)) continue;
    await symlink(target, `${file}.new`);
    await rename(`${file}.new`, file);
  }
}
