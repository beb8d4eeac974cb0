import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { link, privateRegistry as address } from "./addresses";
import { certificate, ensureAuthority, ensureCertificate, key } from "./certificates";
import type { Daemon } from "./daemon";
import { answers } from "./http-probe";
import { runInNode } from "./node";
import { stateDir } from "./paths";
import { bcryptHash } from "./plugins/bcrypt-hash";
import type { ProcessIdentity } from "./process-identity";

const configDir = join(stateDir, "config");
const configFile = join(configDir, "private-registry.json");
const loginFile = join(stateDir, "private-registry-login.json");
const passwordsFile = join(configDir, "private-registry.htpasswd");
const authority = "private-registry-ca";

export interface RegistryLogin {
  username: string;
  password: string;
}

const config = {
  version: 0.1,
  log: { level: "warn", accesslog: { disabled: true } },
  storage: { filesystem: { rootdirectory: join(stateDir, "private-registry") } },
  auth: { htpasswd: { realm: "slipway-sandbox", path: passwordsFile } },
  http: {
    addr: address,
    secret: "slipway-sandbox",
    tls: { certificate: certificate("private-registry"), key: key("private-registry") },
    debug: { addr: `${link.node}:5002` },
  },
};

/** A registry as a company has it: TLS by an authority of its own, and nothing without a login. */
export const privateRegistry: Daemon = {
  name: "private-registry",
  command: ["docker-registry", "serve", configFile],
  files: { [configFile]: JSON.stringify(config) },
  probe: () => answers(`http://${link.node}:5002/debug/health`),
};

/** How containerd reaches it; the login comes with each pull. */
export const privateRegistryHosts = `server = "https://${address}"
[host."https://${address}"]
  capabilities = ["pull", "resolve"]
  ca = "${certificate(authority)}"
`;

/** Makes the registry's certificate and its one account, unless they exist. */
export async function writePrivateRegistryConfig(): Promise<void> {
  await ensureAuthority(authority);
  await ensureCertificate("private-registry", authority, {
    name: "slipway-sandbox-registry",
    serves: `IP:${link.node}`,
  });
  if (existsSync(loginFile)) return;
  const login = { username: "slipway", password: randomBytes(24).toString("base64url") };
  await mkdir(configDir, { recursive: true });
  await writeFile(passwordsFile, `${login.username}:${await bcryptHash(login.password)}\n`);
  await writeFile(`${loginFile}.new`, JSON.stringify(login), { mode: 0o600 });
  await rename(`${loginFile}.new`, loginFile);
}

/** Puts the registry's authority where the node's Docker looks for it. */
export async function trustPrivateRegistry(node: ProcessIdentity): Promise<void> {
  const folder = `/etc/docker/certs.d/${address}`;
  await runInNode(node, ["mkdir", "-p", folder]);
  await runInNode(node, ["ln", "-sf", certificate(authority), `${folder}/ca.crt`]);
}

/** The one account of the registry of a sandbox that has been started. */
export async function registryLogin(): Promise<RegistryLogin> {
  return JSON.parse(await readFile(loginFile, "utf8")) as RegistryLogin;
}
