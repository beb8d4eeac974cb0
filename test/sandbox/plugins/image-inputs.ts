import { join } from "node:path";
import type { RegistryCredentials } from "./docker-config";
import { credentialsKey, registryOf } from "./image-name";
import { isObject, stringOf, stringsOf, type Properties } from "./property";

/** What one build takes, read from an Image's inputs. */
export interface ImageInputs {
  imageName: string;
  context: string;
  dockerfile: string;
  args: [string, string][];
  target?: string;
  platform?: string;
  network?: string;
  addHosts: string[];
  cacheFrom: string[];
  skipPush: boolean;
  /** As it was given. */
  registryServer: string;
  credentials?: RegistryCredentials;
}

/** Reads the inputs that `check` has let through. What is not known yet is left out. */
export function imageInputs(inputs: Properties): ImageInputs {
  const build = isObject(inputs.build) ? inputs.build : {};
  const imageName = stringOf(inputs.imageName) ?? "";
  const context = stringOf(build.context) ?? ".";
  const args = isObject(build.args) ? Object.entries(build.args) : [];
  const registry = isObject(inputs.registry) ? inputs.registry : {};
  const cacheFrom = stringsOf(isObject(build.cacheFrom) ? build.cacheFrom.images : []);
  const skipPush = inputs.skipPush === true;
  return {
    imageName,
    context,
    dockerfile: stringOf(build.dockerfile) ?? join(context, "Dockerfile"),
    args: args.flatMap(([name, value]): [string, string][] => {
      const text = stringOf(value);
      return text === undefined ? [] : [[name, text]];
    }),
    target: stringOf(build.target),
    platform: stringOf(build.platform),
    network: stringOf(build.network),
    addHosts: stringsOf(build.addHosts),
    cacheFrom,
    skipPush,
    registryServer: stringOf(registry.server) ?? "",
    // Without a registry to talk to, nobody asks which one the credentials are for.
    ...(skipPush && cacheFrom.length === 0
      ? {}
      : { credentials: credentialsOf(registry, imageName) }),
  };
}

function credentialsOf(registry: Properties, imageName: string): RegistryCredentials | undefined {
  const [username, password] = [stringOf(registry.username), stringOf(registry.password)];
  // With one of the two, the official provider falls back to docker's own configuration.
  if (!username || !password) return undefined;
  const server = stringOf(registry.server) ?? "";
  const key = credentialsKey(server === "" ? registryOf(imageName) : server);
  return { key, username, password };
}
