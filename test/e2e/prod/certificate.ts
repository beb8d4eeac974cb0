import { existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import * as path from "node:path";
import { ask } from "../../../scripts/command";
import { Failure } from "../../../scripts/failure";
import { domain } from "./settings";

/** A certificate that vouches for itself, and its key, both as PEM. */
export interface Certificate {
  certificate: string;
  key: string;
}

const folder = path.resolve(__dirname, "../../../.slipway/certificate");

/** The certificate of the stack's hosts; made once, so that a second run changes nothing by it. */
export async function stackCertificate(): Promise<Certificate> {
  const [file, keyFile] = [path.join(folder, "tls.crt"), path.join(folder, "tls.key")];
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { status, stderr } = await ask("openssl", [
      ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"],
      ...["-subj", `/CN=${domain}`, "-addext", `subjectAltName=DNS:${domain},DNS:*.${domain}`],
      ...["-days", "30", "-keyout", keyFile, "-out", `${file}.new`],
    ]);
    if (status !== 0) throw new Failure(`openssl could not make a certificate:\n${stderr}`);
    renameSync(`${file}.new`, file);
  }
  return { certificate: readFileSync(file, "utf8"), key: readFileSync(keyFile, "utf8") };
}
