import { existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import * as path from "node:path";
import { ask } from "../../../scripts/command";
import { Failure } from "../../../scripts/failure";

/** A certificate that vouches for itself, and its key, both as PEM. */
export interface Certificate {
  certificate: string;
  key: string;
}

const folder = path.resolve(__dirname, "../../../.slipway/certificates");

/** The certificate of some hosts; made once, so that a second run changes nothing by it. */
export async function certificateOf(host: string, ...others: string[]): Promise<Certificate> {
  const [file, keyFile] = [path.join(folder, `${host}.crt`), path.join(folder, `${host}.key`)];
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const names = [host, ...others].map((name) => `DNS:${name}`).join();
    const { status, stderr } = await ask("openssl", [
      ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"],
      ...["-subj", `/CN=${host}`, "-addext", `subjectAltName=${names}`],
      ...["-days", "30", "-keyout", keyFile, "-out", `${file}.new`],
    ]);
    if (status !== 0) throw new Failure(`openssl could not make a certificate:\n${stderr}`);
    renameSync(`${file}.new`, file);
  }
  return { certificate: readFileSync(file, "utf8"), key: readFileSync(keyFile, "utf8") };
}
