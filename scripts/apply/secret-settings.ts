import { Failure } from "../failure";

/** What `pulumi config --json --show-secrets` says, by full key. */
export type ShownConfig = Readonly<Record<string, { value?: string }>>;

/**
 * The settings of a stack that hold something encrypted, in clear, by their keys.
 *
 * @param shown Asks the stack, which alone can decrypt them.
 * @throws Failure when it cannot be asked, or has them not.
 */
export async function secretSettings(
  keys: readonly string[],
  shown: () => Promise<ShownConfig>,
): Promise<Record<string, string>> {
  if (keys.length === 0) return {};
  const known = await shown().catch((error: unknown) => {
    if (!(error instanceof Failure)) throw error;
    throw new Failure(
      `What is encrypted in ${keys.join(", ")} only the stack can decrypt, and it cannot be asked: ${error.message}`,
    );
  });
  return Object.fromEntries(
    keys.map((key) => {
      const { value } = known[key] ?? {};
      if (value !== undefined) return [key, value];
      throw new Failure(
        `${key} is to hold a secret, and the stack has none there: set it by "pulumi config set --secret --path".`,
      );
    }),
  );
}
