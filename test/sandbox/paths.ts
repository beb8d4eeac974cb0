import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

/** Data that outlives a stop and a reboot: etcd, images, volumes, certificates, logs. */
export const stateDir = "/var/lib/slipway-sandbox";

/** What only a running sandbox has: process identities and the Docker socket. */
export const runDir = "/run/slipway-sandbox";

/** What took long to make and is the same for every sandbox: binaries, Debian trees, images. */
export const cacheDir = join(cacheHome(process.env.XDG_CACHE_HOME), "slipway");

export const binariesDir = join(cacheDir, "bin");
export const logDir = join(stateDir, "logs");
export const kubeconfigFile = join(stateDir, "kubeconfig");
export const dockerSocket = join(runDir, "docker.sock");

/** The authorities that the machine itself trusts. */
export const machineAuthorities = "/etc/ssl/certs/ca-certificates.crt";

/** The commands for a developer's shell. */
export const shellBinDir = join(stateDir, "bin");

/** The folder this file is in, for the scripts and recipes beside it. */
export const sourceDir = __dirname;

/** Where a user's caches are. The XDG specification takes an empty or a relative path for none. */
export function cacheHome(configured: string | undefined): string {
  return configured !== undefined && isAbsolute(configured)
    ? configured
    : join(homedir(), ".cache");
}
