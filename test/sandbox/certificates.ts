import { existsSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { apiServer } from "./addresses";
import { run } from "./command";
import { stateDir } from "./paths";

export const pkiDir = join(stateDir, "pki");

interface Identity {
  /** Who it is: the user's name in the cluster. */
  name: string;
  /** The user's group in the cluster. */
  group?: string;
  /** Where it serves, as openssl writes it: `IP:10.0.0.1,DNS:name`. */
  serves?: string;
}

const years = 10;

/** Makes a certificate authority unless it exists. */
export async function ensureAuthority(file: string): Promise<void> {
  await mkdir(pkiDir, { recursive: true, mode: 0o700 });
  if (existsSync(certificate(file))) return;
  await run("openssl", [
    ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"],
    ...["-subj", `/CN=slipway-sandbox-${file}`, "-days", String(365 * years)],
    ...["-addext", "keyUsage=critical,keyCertSign,cRLSign,digitalSignature"],
    ...["-keyout", key(file), "-out", `${certificate(file)}.new`],
  ]);
  await rename(`${certificate(file)}.new`, certificate(file));
}

/** Makes a key and its certificate, signed by an authority, unless they exist. */
export async function ensureCertificate(
  file: string,
  authority: string,
  identity: Identity,
): Promise<void> {
  if (existsSync(certificate(file))) return;
  const group = identity.group === undefined ? "" : `/O=${identity.group}`;
  await run("openssl", [
    ...["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"],
    ...["-subj", `${group}/CN=${identity.name}`, "-keyout", key(file), "-out", request(file)],
  ]);
  const extensions = join(pkiDir, `${file}.ext`);
  await writeFile(
    extensions,
    [
      "keyUsage=critical,digitalSignature",
      "extendedKeyUsage=clientAuth,serverAuth",
      ...(identity.serves === undefined ? [] : [`subjectAltName=${identity.serves}`]),
    ].join("\n"),
  );
  await run("openssl", [
    ...["x509", "-req", "-in", request(file), "-extfile", extensions],
    ...["-days", String(365 * years), "-CA", certificate(authority), "-CAkey", key(authority)],
    ...["-CAcreateserial", "-out", `${certificate(file)}.new`],
  ]);
  await rename(`${certificate(file)}.new`, certificate(file));
}

/** Writes a kubeconfig with the certificates in it, so that it can be copied anywhere. */
export async function writeKubeconfig(file: string, context: string, user: string): Promise<void> {
  const data = async (path: string) => (await readFile(path)).toString("base64");
  const config = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": context,
    clusters: [
      {
        name: context,
        cluster: {
          server: apiServer,
          "certificate-authority-data": await data(certificate("ca")),
        },
      },
    ],
    users: [
      {
        name: context,
        user: {
          "client-certificate-data": await data(certificate(user)),
          "client-key-data": await data(key(user)),
        },
      },
    ],
    contexts: [{ name: context, context: { cluster: context, user: context } }],
  };
  await writeFile(`${file}.new`, `${JSON.stringify(config, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

export function certificate(file: string): string {
  return join(pkiDir, `${file}.crt`);
}

export function key(file: string): string {
  return join(pkiDir, `${file}.key`);
}

export function publicKey(file: string): string {
  return join(pkiDir, `${file}.pub`);
}

function request(file: string): string {
  return join(pkiDir, `${file}.csr`);
}
