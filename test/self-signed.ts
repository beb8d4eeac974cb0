import { execFileSync } from "node:child_process";

/** A certificate for a host that vouches for itself, and its key, both as PEM, made by openssl. */
export function selfSigned(host: string): { certificate: string; key: string } {
  const command = [
    "req",
    "-x509",
    "-nodes",
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:P-256",
  ];
  const subject = ["-subj", "/CN=test", "-addext", `subjectAltName=DNS:${host}`];
  const both = execFileSync("openssl", [...command, ...subject, "-keyout", "-", "-out", "-"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [key = "", certificate = ""] = both.split(/(?=-----BEGIN CERTIFICATE-----)/);
  return { key, certificate };
}
