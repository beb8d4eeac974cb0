import * as pulumi from "@pulumi/pulumi";
import type { App } from "../app";
import { asTexts } from "../config/fields";
import { namesSecret } from "../config/secrets";
import type { WorkloadSettings } from "../config/service-schemas";
import { texts } from "../config/texts";
import type { ImageArgs } from "../images/built-image";
import { versionLabel } from "../kubernetes/labels";
import type { Image } from "../images/images";

export interface ConfiguredImage {
  image: Image;
  /** For the history of rollouts: the build arguments, and the first digits of its digest, or its tag. */
  changeCause: pulumi.Output<string>;
  /** For the label that says what a pod runs. */
  version: pulumi.Output<string>;
}

/**
 * The image of a part: built, with its build arguments as the settings have them, or a ready-made one.
 *
 * @param place Where the settings of the part stand, such as services.user.
 * @throws Error when the program's ready-made image has no exact version.
 */
export function configuredImage(
  app: App,
  part: string,
  place: string,
  program: ImageArgs | string = {},
  configured: Pick<WorkloadSettings, "image" | "build">,
  opts: pulumi.CustomResourceOptions,
): ConfiguredImage {
  const chosen = configured.image ?? program;
  const { args: own = {}, name = part } = typeof chosen === "string" ? {} : chosen;
  const build = configured.build ?? {};
  for (const argument of Object.keys(build)) {
    const at = `${place}.build.${argument}`;
    const known = Object.keys(own).length === 0 ? "none" : Object.keys(own).join(", ");
    if (!(argument in own)) {
      app.settings.mistake(at, `is not known; of build arguments the program has ${known}`);
    } else if (app.settings.isSealed(at) || namesSecret(argument)) {
      app.settings.mistake(at, "is a secret, but a build argument stays readable in the image");
    }
  }
  if (typeof chosen === "string") return readyMade(app, part, chosen);
  const values = { ...own, ...asTexts(build) };
  const image = app.imageSource.own(name, { ...chosen, args: values }, opts);
  const said = Object.entries(values).map(([argument, value]) => `${argument}=${value}`);
  const changeCause = image.reference.apply((reference) => [...said, short(reference)].join(", "));
  return { image, changeCause, version: image.reference.apply(versionLabel) };
}

/** An image that others have built: pulled as the stores' are, through the mirror and with the registry's login. */
function readyMade(app: App, part: string, reference: string): ConfiguredImage {
  const { pattern, allowed } = texts.image;
  if (!new RegExp(pattern).test(reference)) {
    throw new pulumi.RunError(
      `${part}: the image is "${reference}", but must be ${allowed}: what has no tag or one such as "latest" is ` +
        `another image one day, and nobody has changed it`,
    );
  }
  const pulled = pulumi.output(app.imageSource.thirdParty(reference));
  return {
    image: { reference: pulled, pullPolicy: "IfNotPresent" },
    changeCause: pulumi.output(short(reference)),
    version: pulumi.output(versionLabel(reference)),
  };
}

/** The last part of an image's name, with its tag or twelve digits of its digest. */
function short(reference: string): string {
  return reference.replace(/^.*\/|(?<=@sha256:.{12}).*$/g, "");
}
