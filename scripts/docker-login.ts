import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import * as path from "node:path";
import { ask, installed } from "./command";
import type { Login } from "./registry";

/** What Docker's command line writes to its configuration. */
interface DockerConfig {
  auths?: Record<string, { auth?: string }>;
  credHelpers?: Record<string, string>;
  credsStore?: string;
}

/**
 * The login that Docker's own configuration has for a registry, as `docker login` has put it there or a credential helper
 * gives it; undefined where there is none.
 */
export async function dockerLogin(
  host: string,
  env: NodeJS.ProcessEnv,
): Promise<Login | undefined> {
  const folder = env["DOCKER_CONFIG"] ?? path.join(homedir(), ".docker");
  const text = await readFile(path.join(folder, "config.json"), "utf8").catch(() => "{}");
  const { auths = {}, credHelpers = {}, credsStore = "" } = JSON.parse(text) as DockerConfig;
  const key = host === "registry-1.docker.io" ? "https://index.docker.io/v1/" : host;
  const helper = credHelpers[key] ?? credsStore;
  if (helper !== "") return helpersLogin(helper, key, env);
  const auth = (auths[key] ?? auths[`https://${key}`])?.auth ?? "";
  const [username = "", ...password] = Buffer.from(auth, "base64").toString().split(":");
  return username === "" ? undefined : { username, password: password.join(":") };
}

/** As https://github.com/docker/docker-credential-helpers has it. */
async function helpersLogin(
  helper: string,
  key: string,
  env: NodeJS.ProcessEnv,
): Promise<Login | undefined> {
  const program = `docker-credential-${helper}`;
  if (!installed(program, env)) return undefined;
  const { status, stdout } = await ask(program, ["get"], { env, input: key });
  if (status !== 0) return undefined;
  const { Username, Secret } = JSON.parse(stdout) as { Username: string; Secret: string };
  // It is a token then, which only Docker knows to use.
  return Username === "<token>" ? undefined : { username: Username, password: Secret };
}
