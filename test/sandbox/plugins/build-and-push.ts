import { relative } from "node:path";
import { contextTar } from "./context-tar";
import type { DockerCli } from "./docker-cli";
import { withCredentials } from "./docker-config";
import type { ImageInputs } from "./image-inputs";
import { repositoryOf } from "./image-name";
import type { Log } from "./plugin";
import type { Properties } from "./property";

const PUSHED = /: digest: (sha256:[0-9a-f]{64}) size: \d+/;

/**
 * Builds an image and, with `push`, pushes it; returns an Image's outputs. `repoDigest` is
 * `repository@sha256:…` as the push named it, the image's own id if it is never to be pushed, and
 * absent if it only waits for its push.
 * Throws the end of what docker printed if the build or the push fails.
 */
export async function buildAndPush(
  docker: DockerCli,
  image: ImageInputs,
  push: boolean,
  log: Log,
): Promise<Properties> {
  return withCredentials(image.credentials, async (env) => {
    const follow = { env, onLine: (line: string) => log.status(line) };
    for (const cached of image.cacheFrom)
      await docker.run(["pull", cached], follow).catch((error: Error) => {
        log.message("warning", `Failed to pull cached image ${cached}: ${error.message}`);
      });

    log.status("Building the image");
    const { stream, dockerfile } = await contextTar(image.context, image.dockerfile);
    await docker.run(buildArguments(image, dockerfile), { ...follow, stdin: stream });
    const format = "{{.Id}} {{.Os}}/{{.Architecture}}";
    const inspect = ["image", "inspect", "--format", format, image.imageName];
    const [id = "", platform = ""] = (await docker.run(inspect))[0]?.split(" ") ?? [];

    const outputs = {
      baseImageName: image.imageName,
      context: image.context,
      dockerfile: relative(image.context, image.dockerfile),
      imageName: image.imageName,
      platform,
      registryServer: image.registryServer,
    };
    if (image.skipPush) return { ...outputs, repoDigest: id };
    if (!push) return outputs;

    log.status("Pushing the image to the registry");
    const pushed = await docker.run(["push", image.imageName], follow);
    return { ...outputs, repoDigest: repoDigest(image.imageName, pushed) };
  });
}

function buildArguments(image: ImageInputs, dockerfile: string): string[] {
  const option = (name: string, value?: string) => (value === undefined ? [] : [name, value]);
  return [
    ...["build", "--force-rm", "--file", dockerfile, "--tag", image.imageName],
    ...option("--target", image.target),
    ...option("--platform", image.platform),
    ...option("--network", image.network),
    ...image.args.flatMap(([name, value]) => ["--build-arg", `${name}=${value}`]),
    ...image.addHosts.flatMap((host) => ["--add-host", host]),
    ...image.cacheFrom.flatMap((cached) => ["--cache-from", cached]),
    "-",
  ];
}

/** The digest is in the push's own last line: `tag: digest: sha256:… size: 528`. */
function repoDigest(imageName: string, pushed: string[]): string {
  const digest = pushed.flatMap((line) => PUSHED.exec(line)?.[1] ?? []).pop();
  if (digest === undefined) throw new Error(`docker push named no digest for ${imageName}`);
  return `${repositoryOf(imageName)}@${digest}`;
}
