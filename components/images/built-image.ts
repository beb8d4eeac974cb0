import * as fs from "node:fs";
import * as path from "node:path";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { BuildTags } from "./build-tags";
import type { RegistryLogin } from "./pull-secret";

/** What the images of a stack share. */
export interface ImageSource {
  /** Where to push to: `host[:port][/path]`; empty leaves an image in the Docker daemon that built it. */
  registry: string;
  /** Who pushes; undefined for whoever Docker's own configuration says. */
  login: RegistryLogin | undefined;
  /** What to build for, such as linux/amd64; empty for what the daemon runs on. */
  platform: string;
  /** The cluster that keeps the image, by its uid: another one has no such image. */
  cluster: pulumi.Input<string>;
  /** Build arguments for every Dockerfile that takes them: the images that others are built on. */
  bases: Readonly<Record<string, string>>;
  /** What builds are pushed as. */
  tags: BuildTags;
}

export interface ImageArgs {
  /** Its name in the registry, and of the folder in images/ that it is made of. @default the service's name */
  name?: string;
  /** The folder that the build sees, relative to the project's. @default "images/<name>" */
  context?: string;
  /**
   * Relative to the project's folder. One that makes several images takes the build argument SERVICE: the image's name.
   * @default "images/<name>/Dockerfile"
   */
  dockerfile?: string;
  /** Build arguments. They stay readable in the image: never a secret. @default none */
  args?: Record<string, string>;
}

const project = path.dirname(path.dirname(__dirname));

/**
 * Builds and pushes an image from source by the Docker daemon; its reference is its digest in the registry, or, where
 * there is none, a tag that the daemon gives to that build alone. Each build is pushed under a tag of its own: a registry
 * that clears away what has no tag keeps those that pods go back to.
 *
 * @throws Error when there is no Dockerfile, no context, or no folder of the image's name.
 */
export function builtImage(
  name: string,
  args: ImageArgs,
  source: ImageSource,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const { registry, login, platform } = source;
  const forCluster = { ...opts, replacementTrigger: source.cluster };
  const repository = registry === "" ? name : `${registry}/${name}`;
  const folder = path.join("images", name);
  const dockerfile = args.dockerfile ?? path.join(folder, "Dockerfile");
  const context = args.context ?? folder;
  for (const needed of [folder, context, dockerfile]) assertExists(needed);
  const build = {
    context,
    dockerfile,
    args: { ...taken(dockerfile, { ...source.bases, SERVICE: name }), ...args.args },
  };
  const tag = () => source.tags.of({ ...build, platform }, project);
  const made = new docker.Image(
    name,
    {
      imageName: registry === "" ? repository : `${repository}:${tag()}`,
      skipPush: registry === "",
      ...(login === undefined
        ? {}
        : {
            registry: { server: login.host, username: login.username, password: login.password },
          }),
      build: { ...build, ...(platform === "" ? {} : { platform }) },
    },
    // Nothing removes an image, and to be asked so would take a Docker daemon, where prebuilt ones need none.
    { ...forCluster, retainOnDelete: true },
  );
  if (registry !== "") return made.repoDigest;
  return new docker.Tag(
    name,
    { sourceImage: made.imageName, targetImage: localTag(repository, made.repoDigest) },
    forCluster,
  ).targetImage;
}

function assertExists(needed: string): void {
  if (fs.existsSync(path.join(project, needed))) return;
  throw new pulumi.RunError(
    `${needed} does not exist. An image's folder is images/<name>, where the name is its service's, or said by ` +
      `image: { name: "…" }; its Dockerfile is in it, or said by image: { dockerfile: "…" }.`,
  );
}

/** Those arguments that a Dockerfile takes: any other would be a warning, and a rebuild for nothing. */
function taken(dockerfile: string, args: ImageSource["bases"]): Record<string, string> {
  const text = fs.readFileSync(path.join(project, dockerfile), "utf8");
  const declared = [...text.matchAll(/^ARG\s+(\w+)/gm)].map(([, name]) => name);
  return Object.fromEntries(Object.entries(args).filter(([name]) => declared.includes(name)));
}

/** `name:<12 hex digits of the image's id>`: a bare `sha256:…` would be read as a repository's name. */
function localTag(repository: string, imageId: pulumi.Output<string>): pulumi.Output<string> {
  return imageId.apply((id) => `${repository}:${id.replace(/^.*sha256:/, "").slice(0, 12)}`);
}
