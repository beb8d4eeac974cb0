import { existsSync } from "node:fs";
import { rename } from "node:fs/promises";

import { run } from "./command";

/**
 * Makes a key pair, unless it exists. A crash at any point leaves each file whole or absent, and the
 * public key can be made of the private one again.
 */
export async function ensureSigningKey(privateFile: string, publicFile: string): Promise<void> {
  if (!existsSync(privateFile)) {
    await run("openssl", [
      ...["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
      ...["-out", `${privateFile}.new`],
    ]);
    await rename(`${privateFile}.new`, privateFile);
  } else if (existsSync(publicFile)) return;
  await run("openssl", ["pkey", "-in", privateFile, "-pubout", "-out", `${publicFile}.new`]);
  await rename(`${publicFile}.new`, publicFile);
}
