import { changesBetween } from "./changes";
import type { DockerCli } from "./docker-cli";
import type { Change, CheckFailure, Created, Resource } from "./plugin";
import { hasUnknown, stringOf, stringsOf, UNKNOWN, type Properties } from "./property";

/** `docker:index/tag:Tag`: one more name for an image. Nothing removes it; any change makes anew. */
export class Tag implements Resource {
  readonly #docker: () => DockerCli;

  constructor(docker: () => DockerCli) {
    this.#docker = docker;
  }

  async check(news: Properties): Promise<{ inputs: Properties; failures: CheckFailure[] }> {
    const missing = ["sourceImage", "targetImage"].filter((name) => !news[name]);
    const failures = missing.map((property) => ({ property, reason: "must name an image" }));
    return { inputs: news, failures };
  }

  diff(state: Properties, news: Properties): Map<string, Change> {
    return changesBetween(settingsOf(state), settingsOf(news), true);
  }

  async create(inputs: Properties, preview: boolean): Promise<Created> {
    if (preview) return { id: "", outputs: { ...inputs, sourceImageId: UNKNOWN } };
    const source = stringOf(inputs.sourceImage) ?? "";
    const target = stringOf(inputs.targetImage) ?? "";
    await this.#docker().run(["tag", source, target]);
    const inspect = ["image", "inspect", "--format", "{{.Id}}", source];
    const [sourceImageId = ""] = await this.#docker().run(inspect);
    return { id: `${source}.${target}`, outputs: { ...inputs, sourceImageId } };
  }
}

/** The triggers are a set: their order is no change. */
function settingsOf({ sourceImage, targetImage, tagTriggers }: Properties): Properties {
  const triggers = hasUnknown(tagTriggers) ? UNKNOWN : stringsOf(tagTriggers).sort();
  return {
    sourceImage: sourceImage ?? null,
    targetImage: targetImage ?? null,
    tagTriggers: triggers,
  };
}
