import type * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

/**
 * A password, of characters none of which a URL, a shell or SQL would read as its own.
 *
 * @param generation Another one makes another password.
 * @param length In characters. @default 32
 */
export function randomPassword(
  name: string,
  generation: pulumi.Output<number>,
  opts: pulumi.CustomResourceOptions,
  length = 32,
): pulumi.Output<string> {
  const keepers = generation.apply((number) =>
    number === 1 ? undefined : { generation: String(number) },
  );
  return new random.RandomPassword(name, { length, special: false, keepers }, opts).result;
}
