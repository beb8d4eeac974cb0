import { DockerCli } from "./docker-cli";
import { DEFAULT_HOST, pingDaemon } from "./docker-daemon";
import { Image } from "./image";
import type { Plugin } from "./plugin";
import { stringOf, type Properties } from "./property";
import { Tag } from "./tag";

/** How the official plugin reaches a daemon by other ways than a host name. */
const NOT_SUPPORTED = ["caMaterial", "certMaterial", "keyMaterial", "context", "sshOpts"];

/** The stand-in for the official `docker` plugin, as far as stacks here use it. */
export function dockerPlugin(env: NodeJS.ProcessEnv = process.env): Plugin {
  let configured = new DockerCli(env);
  const docker = () => configured;
  return {
    version: "5.2.0",
    resources: {
      "docker:index/image:Image": new Image(docker),
      "docker:index/tag:Tag": new Tag(docker),
    },
    async configure(config) {
      const host = stringOf(config.host) ?? env.DOCKER_HOST ?? DEFAULT_HOST;
      configured = new DockerCli({ ...env, ...certificates(config), DOCKER_HOST: host });
      await pingDaemon(host, configured);
    },
    cancel: () => configured.cancel(),
  };
}

/** Throws on what only the official plugin knows. */
function certificates(config: Properties): NodeJS.ProcessEnv {
  const given = NOT_SUPPORTED.filter((name) => config[name] !== undefined);
  if (given.length > 0)
    throw new Error(
      `this stand-in for the docker plugin takes host and certPath, not ${given.join(", ")}`,
    );
  const path = stringOf(config.certPath);
  return path === undefined ? {} : { DOCKER_CERT_PATH: path, DOCKER_TLS_VERIFY: "1" };
}
