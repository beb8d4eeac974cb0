import * as pulumi from "@pulumi/pulumi";
import type { App } from "../app";
import { asTexts } from "../config/fields";
import { namesSecret } from "../config/secrets";
import type { ImageArgs } from "../images/built-image";
import type { Image } from "../images/images";

/**
 * The image of a service, with its build arguments as the settings have them, and what its rollouts' history says of it:
 * those arguments, and the first digits of its digest.
 */
export function configuredImage(
  app: App,
  service: string,
  args: ImageArgs = {},
  configured: Readonly<Record<string, string | number | boolean>> = {},
  opts: pulumi.CustomResourceOptions,
): { image: Image; changeCause: pulumi.Output<string> } {
  const { args: own = {}, name = service } = args;
  for (const argument of Object.keys(configured)) {
    const place = `services.${service}.build.${argument}`;
    const known = Object.keys(own).length === 0 ? "none" : Object.keys(own).join(", ");
    if (!(argument in own)) {
      app.settings.mistake(place, `is not known; of build arguments the program has ${known}`);
    } else if (app.settings.isSealed(place) || namesSecret(argument)) {
      app.settings.mistake(place, "is a secret, but a build argument stays readable in the image");
    }
  }
  const values = { ...own, ...asTexts(configured) };
  const image = app.imageSource.own(name, { ...args, args: values }, opts);
  const said = Object.entries(values).map(([argument, value]) => `${argument}=${value}`);
  const changeCause = image.reference.apply((reference) =>
    [...said, reference.replace(/^.*\/|(?<=@sha256:.{12}).*$/g, "")].join(", "),
  );
  return { image, changeCause };
}
