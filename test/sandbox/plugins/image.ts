import { buildAndPush } from "./build-and-push";
import { changesBetween } from "./changes";
import type { DockerCli } from "./docker-cli";
import { checkImage } from "./image-check";
import { imageInputs } from "./image-inputs";
import type { Change, Created, Log, Resource } from "./plugin";
import { hasUnknown, isObject, secret, type Properties } from "./property";

/**
 * `docker:index/image:Image`: builds an image and pushes it. Every change is an update in place,
 * which builds again; nothing removes an image. A preview builds only with `buildOnPreview`, and
 * never pushes, so that the digest is unknown wherever something has changed.
 */
export class Image implements Resource {
  readonly #docker: () => DockerCli;

  constructor(docker: () => DockerCli) {
    this.#docker = docker;
  }

  async check(news: Properties, log: Log): Promise<{ inputs: Properties }> {
    return { inputs: await checkImage(news, log) };
  }

  diff(state: Properties, news: Properties): Map<string, Change> {
    const olds = isObject(state.__inputs) ? state.__inputs : {};
    const changes = changesBetween(olds, news, false);
    // A token that is renewed for each update is no reason to build.
    if (isObject(olds.registry) && isObject(news.registry)) {
      const [before, after] = [olds.registry.server, news.registry.server];
      if (before === undefined || after === undefined || before === after)
        changes.delete("registry");
    }
    return changes;
  }

  async create(inputs: Properties, preview: boolean, log: Log): Promise<Created> {
    const outputs = await this.update(inputs, preview, log);
    return { id: preview ? "" : imageInputs(inputs).imageName, outputs };
  }

  async update(inputs: Properties, preview: boolean, log: Log): Promise<Properties> {
    if (preview && !canBuildNow(inputs, log)) return inputs;
    warnOfHalfCredentials(inputs, log);
    const outputs = await buildAndPush(this.#docker(), imageInputs(inputs), !preview, log);
    // The official provider compares with these, and the registry's password is among them.
    return { ...outputs, __inputs: secret(inputs) };
  }
}

function canBuildNow(inputs: Properties, log: Log): boolean {
  if (inputs.buildOnPreview !== true) return false;
  const build = isObject(inputs.build) ? inputs.build : {};
  const needed = [inputs.imageName, build.context, build.dockerfile, build.args];
  if (isObject(inputs.build) && !needed.some(hasUnknown)) return true;
  log.message(
    "warning",
    "Minimum inputs for build are unresolved. Continuing without preview image build. To avoid " +
      "this warning, ensure image name, dockerfile, args, and context are resolved at preview.",
  );
  return false;
}

function warnOfHalfCredentials(inputs: Properties, log: Log): void {
  const { username, password } = isObject(inputs.registry) ? inputs.registry : {};
  if (!username === !password) return;
  const [missing, given] = username ? ["password", "username"] : ["username", "password"];
  const text = `${missing} was not set, although ${given} was; using host credentials file`;
  log.message("warning", text);
}
