import * as pulumi from "@pulumi/pulumi";
import type { ImageSource } from "./image";
import { refuse } from "./refusal";

/**
 * Every image of a stack as it is deployed, by name. With their digests another stack deploys the same without building.
 *
 * Ends the program when `digests` names an image that the program does not deploy.
 */
export function pinnedImages(
  source: ImageSource & Required<Pick<ImageSource, "made">>,
): pulumi.Output<Record<string, string>> {
  const { made, digests = {} } = source;
  void made.all.then((images) => {
    const names = images.map(({ name }) => name);
    const strange = Object.keys(digests).filter((name) => !names.includes(name));
    if (strange.length === 0) return;
    void refuse(
      `imageDigests names ${strange.join(", ")}, but must name only images of this stack: ${names.join(", ")}`,
    );
  });
  return pulumi.output(
    made.all.then((images) =>
      Object.fromEntries(images.map(({ name, reference }) => [name, reference])),
    ),
  );
}
