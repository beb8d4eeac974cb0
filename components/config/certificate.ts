import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";

/**
 * What is wrong with a certificate for these hosts, as the end of the sentence "it …", or undefined.
 *
 * @param chain PEM, the server's own certificate first.
 */
export function certificateMistake(chain: string, hosts: readonly string[]): string | undefined {
  const certificate = parsed(() => new X509Certificate(chain));
  if (certificate === undefined) return "must be a certificate in PEM, and those that vouch for it";
  const missing = hosts.filter((host) => certificate.checkHost(host) === undefined);
  if (missing.length === 0) return undefined;
  const names = certificate.subjectAltName ?? "no host at all";
  return `must cover ${missing.join(" and ")}, but is for ${names}`;
}

/** The same for the key that is to belong to the certificate. */
export function keyMistake(chain: string, key: string): string | undefined {
  const privateKey: KeyObject | undefined = parsed(() => createPrivateKey(key));
  if (privateKey === undefined) return "must be a private key in PEM, without a passphrase";
  const certificate = parsed(() => new X509Certificate(chain));
  return certificate === undefined || certificate.checkPrivateKey(privateKey)
    ? undefined
    : "must be the key of the certificate beside it, but is another's";
}

function parsed<Result>(parse: () => Result): Result | undefined {
  try {
    return parse();
  } catch {
    return undefined;
  }
}
