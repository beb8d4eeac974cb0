import { existingStack } from "../existing-stack";
import { stackConfig } from "../stack-config";
import { stackSettings } from "../stack-program";
import { imagesIn, stateOf } from "../state";
import { useSandbox } from "../use-sandbox";
import { deployedDigests } from "./digests";
import { type FolderOptions, stackFolder } from "./folder";
import { secretSettings, type ShownConfig } from "./secret-settings";

/**
 * Writes a folder for kubectl or Helm: the objects of a stack, with the images of its last update.
 *
 * @throws Failure when there is no such stack, no image or no secret setting, or the folder has a foreign file.
 */
export async function apply(stack: string, folder: string, options: FolderOptions): Promise<void> {
  const { secretKeys } = stackConfig(stack);
  const settings = stackSettings(stack);
  await useSandbox();
  const digests = await deployedDigests(stack, settings, async () => {
    const { deployment } = await stateOf(await existingStack(stack));
    return imagesIn(deployment.resources);
  });
  const revealed = await secretSettings(options.withSecrets ? secretKeys : [], async () => {
    const existing = await existingStack(stack);
    const asked = ["config", "--show-secrets", "--json", "--config-file", existing.settings];
    return JSON.parse(await existing.ask(...asked)) as ShownConfig;
  });
  const changed = {
    ...revealed,
    "slipway:images": JSON.stringify({ ...settings.images, digests }),
  };
  await stackFolder(stack, folder, changed, options);
}
