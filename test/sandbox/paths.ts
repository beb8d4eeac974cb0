import { homedir } from "node:os";
import { join } from "node:path";

/** Data that outlives a stop and a reboot: etcd, images, volumes, certificates, logs. */
export const stateDir = "/var/lib/slipway-sandbox";

/** What only a running sandbox has: process identities and the Docker socket. */
export const runDir = "/run/slipway-sandbox";

/** What took long to make and is the same for every sandbox: binaries, Debian trees, images. */
export const cacheDir = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "slipway");

export const binariesDir = join(cacheDir, "bin");
export const logDir = join(stateDir, "logs");
export const kubeconfigFile = join(stateDir, "kubeconfig");
export const dockerSocket = join(runDir, "docker.sock");

/** The commands for a developer's shell. */
export const shellBinDir = join(stateDir, "bin");

/** The folder this file is in, for the scripts and recipes beside it. */
export const sourceDir = __dirname;
