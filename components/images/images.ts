import { isDeepStrictEqual } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { setSecret } from "../config/secrets";
import type { Settings } from "../config/settings";
import { Collection } from "../program/collection";
import { BuildTags } from "./build-tags";
import { builtImage, type ImageArgs, type ImageSource } from "./built-image";
import { mirrored } from "./mirror";
import type { RegistryLogin } from "./pull-secret";
import { versions } from "./versions";

/** An image as pods refer to it. */
export interface Image {
  /** What a container's `image` is set to; another build is another reference, and so a rollout. */
  reference: pulumi.Output<string>;
  /** "Never" without a registry: an image that is gone must not be looked for among strangers' of that name. */
  pullPolicy: "IfNotPresent" | "Never";
}

/** The images of a stack: where they come from, and what they are built on. */
export class Images {
  /** Who pushes and pulls, where the registry demands a login. */
  readonly login: RegistryLogin | undefined;
  /** Every image that was deployed, by name: with these as its digests, another stack deploys the same. */
  readonly pinned: pulumi.Output<Record<string, string>>;
  private readonly source: ImageSource;
  private readonly made = new Collection<[name: string, reference: pulumi.Output<string>]>();
  private readonly byName = new Map<string, { args: ImageArgs; image: Image }>();

  /** @param cluster The uid of the cluster that the images are for. */
  constructor(
    private readonly settings: Settings,
    cluster: pulumi.Input<string>,
  ) {
    const { address = "", username, password } = settings.registry;
    this.login = this.loginOf(address, username, password);
    const { node, runtime, nginx, platform = "" } = settings.images;
    const bases = {
      NODE_IMAGE: this.thirdParty(node ?? versions.node),
      RUNTIME_IMAGE: this.thirdParty(runtime ?? versions.runtime),
      NGINX_IMAGE: this.thirdParty(nginx ?? versions.nginx),
    };
    const { login } = this;
    const tags = new BuildTags();
    this.source = { registry: address, login, platform, cluster, bases, tags };
    this.pinned = pulumi.output(this.made.all.then((made) => Object.fromEntries(made)));
    if (settings.images.digests !== undefined && address === "") {
      settings.mistake(
        "images.digests",
        "is set, but registry.address is empty: say where they are",
      );
    }
  }

  /** Where a third-party image is pulled from. */
  thirdParty(reference: string): string {
    return mirrored(reference, this.settings.images.mirror ?? "");
  }

  /**
   * One of the stack's own: built, or, where the settings have digests, the one that they name. Parts that name the same
   * image share it.
   *
   * @throws Error when another part builds an image of that name in another way.
   */
  own(name: string, args: ImageArgs, opts: pulumi.CustomResourceOptions): Image {
    const other = this.byName.get(name);
    if (other !== undefined) {
      if (isDeepStrictEqual(other.args, args)) return other.image;
      throw new Error(`The image ${name} is built with different arguments by two parts`);
    }
    const { digests } = this.settings.images;
    const { registry } = this.source;
    const reference =
      digests === undefined
        ? builtImage(name, args, this.source, opts)
        : pulumi.output(`${registry}/${name}@${this.digestOf(name, String(digests[name] ?? ""))}`);
    const image: Image = { reference, pullPolicy: registry === "" ? "Never" : "IfNotPresent" };
    this.byName.set(name, { args, image });
    this.made.add([name, reference], `the image ${name} is to be deployed`);
    return image;
  }

  private digestOf(name: string, value: string): string {
    const [digest] = /sha256:[0-9a-f]{64}$/.exec(value) ?? [];
    if (digest === undefined) {
      this.settings.mistake(
        `images.digests.${name}`,
        "is missing, but must be sha256:… of that image in the registry",
      );
    }
    return digest ?? "";
  }

  private loginOf(
    address: string,
    username: string | undefined,
    password: string | undefined,
  ): RegistryLogin | undefined {
    const { settings } = this;
    if (username !== undefined && address === "") {
      settings.mistake(
        "registry.username",
        "is set, but registry.address is empty: set both or neither",
      );
    }
    if (username !== undefined && password === undefined) {
      settings.mistake(
        "registry.password",
        `is missing, but registry.username is set: ${setSecret("registry.password")}`,
      );
    }
    if (username === undefined && password !== undefined) {
      settings.mistake(
        "registry.password",
        "is set, but registry.username is not: set both or neither",
      );
    }
    const [host = ""] = address.split("/");
    return username === undefined || password === undefined
      ? undefined
      : { host, username, password: pulumi.secret(password) };
  }
}
