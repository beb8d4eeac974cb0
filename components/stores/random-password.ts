import type * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

/** A password of 32 characters, none of which a URL, a shell or SQL would read as its own. */
export function randomPassword(
  name: string,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  return new random.RandomPassword(name, { length: 32, special: false }, opts).result;
}
