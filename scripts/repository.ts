/** Where an image that the program builds is kept: its reference without the tag and the digest of a build. */
export function repositoryOf(reference: string): string {
  return reference.replace(/(:[0-9a-f]{12})?(@sha256:[0-9a-f]{64})?$/, "");
}
