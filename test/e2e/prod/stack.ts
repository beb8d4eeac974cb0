import { Stack } from "../../../scripts/stack";
import { registryLogin } from "../../sandbox/sandbox";
import { env } from "../cluster";
import { enterBy } from "../entrance";
import { stackCertificate } from "./certificate";
import { credentials, domain, namespace, overrides } from "./settings";

/** The prod stack in this clone. */
export function prodStack(changed: NodeJS.ProcessEnv = {}): Stack {
  return new Stack("prod", { ...env(), ...changed });
}

/**
 * Writes the settings: the prod file, what it cannot have here, and what a test changes.
 *
 * @param secrets By their keys, in which a dot leads into an object.
 */
export async function configure(
  changes: Record<string, unknown> = {},
  secrets: Record<string, string> = {},
): Promise<void> {
  const certificate = await stackCertificate();
  const { plain, secret } = credentials(await registryLogin(), certificate);
  const stack = prodStack();
  await stack.prepare({ ...overrides, ...plain, ...changes });
  for (const [key, value] of Object.entries({ ...secret, ...secrets })) {
    await stack.secret(key, value);
  }
  enterBy({ namespace, domain, authority: certificate.certificate });
}
