import { stat } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import { contextDigest } from "./context-digest";
import { registryOf } from "./image-name";
import type { Log } from "./plugin";
import { hasUnknown, isObject, stringOf, stringsOf, type Properties } from "./property";

const BUILDERS = ["BuilderBuildKit", "BuilderV1"];
/** The platform that a build is for unless it names one: this machine's, in Docker's words. */
const HOST_PLATFORM = `linux/${process.arch === "x64" ? "amd64" : process.arch}`;

/**
 * An Image's inputs with their defaults, and the digest of its build context as one more. What
 * rests on a value that is not known yet is left for the update.
 * Throws if the Dockerfile is not there, or the image could not be pushed under its name.
 */
export async function checkImage(news: Properties, log: Log): Promise<Properties> {
  const build: Properties = isObject(news.build) ? { ...news.build } : {};
  const inputs = { ...news, build, buildOnPreview: news.buildOnPreview === true };
  // The whole block may come from another resource.
  if (hasUnknown(news.build) && !isObject(news.build))
    return { ...inputs, build: news.build ?? {} };

  if (!hasUnknown(build.builderVersion) && build.builderVersion !== undefined)
    if (!BUILDERS.includes(stringOf(build.builderVersion) ?? ""))
      throw new Error(
        `build.builderVersion is ${JSON.stringify(build.builderVersion)}; ` +
          `it must be one of ${BUILDERS.join(", ")}`,
      );
  checkCache(build);

  if (!hasUnknown(build.context) && !hasUnknown(build.dockerfile)) {
    const context = stringOf(build.context) ?? ".";
    const dockerfile = stringOf(build.dockerfile) ?? join(context, "Dockerfile");
    await checkDockerfile(context, dockerfile);
    build.context = context;
    build.dockerfile = dockerfile;
    build.contextDigest = await contextDigest(context, dockerfile);
  }
  if (build.platform === undefined) {
    build.platform = HOST_PLATFORM;
    log.message(
      "info",
      `Building your image for ${HOST_PLATFORM} architecture.\n` +
        "To ensure you are building for the correct platform, consider " +
        "explicitly setting the `platform` field on ImageBuildOptions.",
    );
  }
  checkNames(inputs, stringsOf(isObject(build.cacheFrom) ? build.cacheFrom.images : []));
  return inputs;
}

function checkCache(build: Properties): void {
  if (!isObject(build.cacheFrom)) return;
  const { images } = build.cacheFrom;
  if (images !== undefined && (Array.isArray(images) || hasUnknown(images))) return;
  throw new Error("build.cacheFrom needs `images`, a list of image names");
}

async function checkDockerfile(context: string, dockerfile: string): Promise<void> {
  if (await exists(dockerfile)) return;
  const inContext = join(context, dockerfile);
  // The path is the program's, not the context's, which many expect.
  const hint =
    !isAbsolute(dockerfile) && (await exists(inContext))
      ? `. Try setting \`dockerfile\` to "${inContext}"`
      : "";
  throw new Error(`could not open dockerfile at path "${dockerfile}"${hint}`);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** Only what is pushed or pulled must say where; a registry that is named says it for all. */
function checkNames(inputs: Properties, cacheImages: string[]): void {
  const registry = isObject(inputs.registry) ? inputs.registry : {};
  if (registry.server !== undefined && registry.server !== "") return;
  if (inputs.skipPush === true && cacheImages.length === 0) return;
  const imageName = stringOf(inputs.imageName);
  for (const name of imageName === undefined ? cacheImages : [imageName, ...cacheImages])
    registryOf(name);
}
