import * as path from "node:path";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { Collection } from "./collection";
import type { RegistryLogin } from "./pull-secret";

/** What the images of a stack share: where they come from. */
export interface ImageSource {
  /** Where to push to: `host[:port][/path]`; empty leaves an image in the Docker daemon that built it. */
  registry: string;
  /** Who pushes. @default whoever Docker's own configuration says */
  login?: RegistryLogin;
  /** What to build for, such as linux/amd64. @default "": what the daemon runs on */
  platform?: string;
  /** The cluster that keeps the image, by its uid: another one has no such image. @default none: it outlives them */
  cluster?: pulumi.Input<string>;
  /** Digests, by name, of images that are in the registry already: nothing is built. @default none: build */
  digests?: Readonly<Record<string, string>>;
  /** Where to note each image; see pinnedImages. @default nowhere */
  made?: Collection<Image>;
}

export interface ImageArgs extends ImageSource {
  /** The folder that the build sees. Relative to the project's. */
  context: string;
  /** @default "Dockerfile" in the context */
  dockerfile?: string;
  /** Build arguments. They stay readable in the image: never a secret. @default none */
  args?: Record<string, pulumi.Input<string>>;
}

/**
 * An image built from source by the Docker daemon, and its reference pinned to exactly that build: by digest in a
 * registry, or, where there is none, by a tag that the daemon gives to that build alone. With `digests`, an image that
 * was built so before, and no Docker at hand.
 */
export class Image extends pulumi.ComponentResource {
  readonly name: string;
  /** What a container's `image` is set to; another build is another reference, and so a rollout. */
  readonly reference: pulumi.Output<string>;
  /** "Never" without a registry: an image that is gone must not be looked for among strangers' of that name. */
  readonly pullPolicy: "IfNotPresent" | "Never";

  constructor(name: string, args: ImageArgs, opts?: pulumi.ComponentResourceOptions) {
    // As the component's input, it holds back the build, which is for no other cluster.
    super("slipway:index:Image", name, { cluster: args.cluster }, opts);
    this.name = name;
    this.pullPolicy = args.registry === "" ? "Never" : "IfNotPresent";
    this.reference =
      args.digests === undefined
        ? this.build(args)
        : pulumi.output(`${args.registry}/${name}@${digestOf(name, args.digests)}`);
    args.made?.add(this, `the image ${name} is to be deployed`);

    this.registerOutputs({ reference: this.reference });
  }

  private build(args: ImageArgs): pulumi.Output<string> {
    const { name } = this;
    const { registry, login, platform = "" } = args;
    const forCluster = { parent: this, replacementTrigger: args.cluster };
    const repository = registry === "" ? name : `${registry}/${name}`;
    const image = new docker.Image(
      name,
      {
        imageName: repository,
        skipPush: registry === "",
        ...(login === undefined
          ? {}
          : {
              registry: {
                server: login.host,
                username: login.username,
                password: login.password,
              },
            }),
        build: {
          context: args.context,
          dockerfile: args.dockerfile ?? path.join(args.context, "Dockerfile"),
          args: args.args,
          ...(platform === "" ? {} : { platform }),
        },
      },
      // Nothing removes an image, and to be asked so would take a Docker daemon, where prebuilt ones need none.
      { ...forCluster, retainOnDelete: true },
    );
    if (registry !== "") return image.repoDigest;
    return new docker.Tag(
      name,
      { sourceImage: image.imageName, targetImage: localTag(repository, image.repoDigest) },
      forCluster,
    ).targetImage;
  }
}

/** `name:<12 hex digits of the image's id>`: a bare `sha256:…` would be read as a repository's name. */
function localTag(repository: string, imageId: pulumi.Output<string>): pulumi.Output<string> {
  return imageId.apply((id) => `${repository}:${id.replace(/^.*sha256:/, "").slice(0, 12)}`);
}

/** @throws RunError when there is none. */
function digestOf(name: string, digests: Readonly<Record<string, string>>): string {
  const digest = digests[name];
  if (digest === undefined) {
    throw new pulumi.RunError(
      `The stack's images are prebuilt, but imageDigests has no digest of ${name}: it must be sha256:… of that ` +
        `image in the registry`,
    );
  }
  return digest;
}
