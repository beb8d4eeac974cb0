import * as pulumi from "@pulumi/pulumi";

/**
 * Ends the program with a sentence, from where nobody can catch it: what waits for the result waits for ever, and so
 * is not made.
 *
 * As the argument of a resource, the error would come out as an "error serializing property".
 */
export function refuse(sentence: string): Promise<never> {
  const error = new pulumi.RunError(sentence);
  // Once the program has run to its last line, the SDK shows an error's stack, a RunError's too.
  delete error.stack;
  void Promise.reject(error);
  return new Promise(() => {});
}
