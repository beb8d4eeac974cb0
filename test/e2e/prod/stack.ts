import { Stack } from "../../../scripts/stack";
import { registryLogin } from "../../sandbox/sandbox";
import { env } from "../cluster";
import { enterBy } from "../entrance";
import { type Certificate, certificateOf } from "./certificate";
import { credentials, domain, namespace, overrides } from "./settings";

/** The certificate that the stack is given: of all its hosts. */
export function stackCertificate(): Promise<Certificate> {
  return certificateOf(domain, `*.${domain}`);
}

/** The prod stack in this clone. */
export function prodStack(changed: NodeJS.ProcessEnv = {}): Stack {
  return new Stack("prod", { ...env(), ...changed });
}

/** What tests have changed for those after them. */
const kept: { plain: Record<string, unknown>[]; secret: Record<string, string> } = {
  plain: [],
  secret: {},
};

/**
 * Writes the settings: the prod file, what it cannot have here, and what a test changes, until the next call.
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
  await stack.prepare(overrides, plain, ...kept.plain, changes);
  for (const [key, value] of Object.entries({ ...secret, ...kept.secret, ...secrets })) {
    await stack.secret(key, value);
  }
  enterBy({ namespace, domain, authority: certificate.certificate });
}

/** As `configure`, for good. */
export async function configureForGood(
  changes: Record<string, unknown>,
  secrets: Record<string, string> = {},
): Promise<void> {
  kept.plain.push(changes);
  Object.assign(kept.secret, secrets);
  await configure();
}
