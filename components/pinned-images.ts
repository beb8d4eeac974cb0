import * as pulumi from "@pulumi/pulumi";
import type { Collection } from "./collection";
import type { Image } from "./image";

/** Every image of a stack as it is deployed, by name. With their digests another stack deploys the same without building. */
export function pinnedImages(made: Collection<Image>): pulumi.Output<Record<string, string>> {
  return pulumi.output(
    made.all.then((images) =>
      Object.fromEntries(images.map(({ name, reference }) => [name, reference])),
    ),
  );
}
