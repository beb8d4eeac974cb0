import * as path from "node:path";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";

export interface ImageArgs {
  /** The folder that the build sees. Relative to the project's. */
  context: string;
  /** @default "Dockerfile" in the context */
  dockerfile?: string;
  /** Build arguments. They stay readable in the image: never a secret. @default none */
  args?: Record<string, pulumi.Input<string>>;
  /** Where to push to: `host[:port][/path]`; empty leaves the image in the Docker daemon that built it. */
  registry: string;
  /** The cluster that keeps the image, by its uid: another one has no such image. @default none: it outlives them */
  cluster?: pulumi.Input<string>;
}

/**
 * An image built from source by the Docker daemon, and its reference pinned to exactly that build: by digest in a
 * registry, or, where there is none, by a tag that the daemon gives to that build alone.
 */
export class Image extends pulumi.ComponentResource {
  /** What a container's `image` is set to; another build is another reference, and so a rollout. */
  readonly reference: pulumi.Output<string>;
  /** "Never" without a registry: an image that is gone must not be looked for among strangers' of that name. */
  readonly pullPolicy: "IfNotPresent" | "Never";

  constructor(name: string, args: ImageArgs, opts?: pulumi.ComponentResourceOptions) {
    // As the component's input, it holds back the build, which is for no other cluster.
    super("slipway:index:Image", name, { cluster: args.cluster }, opts);
    const forCluster = { parent: this, replacementTrigger: args.cluster };

    const push = args.registry !== "";
    const repository = push ? `${args.registry}/${name}` : name;
    const image = new docker.Image(
      name,
      {
        imageName: repository,
        skipPush: !push,
        build: {
          context: args.context,
          dockerfile: args.dockerfile ?? path.join(args.context, "Dockerfile"),
          args: args.args,
        },
      },
      forCluster,
    );

    this.pullPolicy = push ? "IfNotPresent" : "Never";
    this.reference = push
      ? image.repoDigest
      : new docker.Tag(
          name,
          { sourceImage: image.imageName, targetImage: localTag(repository, image.repoDigest) },
          forCluster,
        ).targetImage;

    this.registerOutputs({ reference: this.reference });
  }
}

/** `name:<12 hex digits of the image's id>`: a bare `sha256:…` would be read as a repository's name. */
function localTag(repository: string, imageId: pulumi.Output<string>): pulumi.Output<string> {
  return imageId.apply((id) => `${repository}:${id.replace(/^.*sha256:/, "").slice(0, 12)}`);
}
