import { Failure } from "../failure";
import type { StackSettings } from "../stack-program";

/**
 * The images of a stack by their digests: those of its last update, where its settings name none.
 *
 * @param lastImages Asks for those of the last update.
 * @returns What the setting images.digests is to be.
 * @throws Failure when neither has any, or they are where no cluster can pull them from.
 */
export async function deployedDigests(
  stack: string,
  { registry, images }: Pick<StackSettings, "registry" | "images">,
  lastImages: () => Promise<Record<string, string>>,
): Promise<Record<string, string>> {
  if (images.digests !== undefined) return images.digests;
  const { address = "" } = registry;
  if (address === "") {
    throw new Failure(
      "slipway:registry.address is empty: set it to where the cluster is to pull the images from.",
    );
  }
  const remedy =
    `Deploy ${stack} first, or set slipway:images.digests in Pulumi.${stack}.yaml to what ` +
    `"pulumi stack output images" says of a stack with the same images.`;
  const deployed = await lastImages().catch((error: unknown) => {
    if (!(error instanceof Failure)) throw error;
    throw new Failure(
      `The digests of the images are those of the last update, which cannot be read: ${error.message} ${remedy}`,
    );
  });
  if (Object.keys(deployed).length === 0) {
    throw new Failure(`No update of ${stack} has put out its images yet. ${remedy}`);
  }
  for (const [name, image] of Object.entries(deployed)) {
    if (image.startsWith(`${address}/${name}@sha256:`)) continue;
    throw new Failure(
      `The image ${name} was deployed as ${image}, but must be ${address}/${name} at a digest, as ` +
        `slipway:registry.address says. ${remedy}`,
    );
  }
  return deployed;
}
