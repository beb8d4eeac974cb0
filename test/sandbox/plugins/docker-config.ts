import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { isObject, type Properties, type Property } from "./property";

export interface RegistryCredentials {
  /** As Docker's configuration names it. */
  key: string;
  username: string;
  password: string;
}

/**
 * Runs `use` with the environment in which docker knows one registry's credentials besides its own:
 * by a configuration folder that only this user can read and that is gone afterwards, so that the
 * password is in no argument. Without credentials, docker's own configuration is all.
 */
export async function withCredentials<Result>(
  credentials: RegistryCredentials | undefined,
  use: (env: NodeJS.ProcessEnv) => Promise<Result>,
): Promise<Result> {
  if (credentials === undefined) return use({});
  const { key, username, password } = credentials;
  const own = await ownConfig();
  const auth = Buffer.from(`${username}:${password}`).toString("base64");
  const folder = await mkdtemp(join(tmpdir(), "docker-config-"));
  try {
    const config = {
      ...own,
      auths: { ...objectOr(own.auths), [key]: { auth } },
      // Without it, docker would ask the configured credential store and not look into `auths`.
      credHelpers: { ...objectOr(own.credHelpers), [key]: "" },
    };
    await writeFile(join(folder, "config.json"), JSON.stringify(config), { mode: 0o600 });
    return await use({ DOCKER_CONFIG: folder });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function ownConfig(): Promise<Properties> {
  const folder = process.env.DOCKER_CONFIG ?? join(homedir(), ".docker");
  const text = await readFile(join(folder, "config.json"), "utf8").catch(() => "{}");
  return objectOr(JSON.parse(text) as Property);
}

function objectOr(value: Property | undefined): Properties {
  return isObject(value) ? value : {};
}
