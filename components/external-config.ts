import { X509Certificate } from "node:crypto";
import * as net from "node:net";
import * as pulumi from "@pulumi/pulumi";
import { firstLine } from "./certificate";
import type { ConfigReader } from "./config-reader";
import type { ExternalStore } from "./external-store";
import { rules } from "./rules";

/** What each field must be, as the end of a sentence, and whether a value is. */
const fields: Record<keyof ExternalStore, { allowed: string; fits: (value: unknown) => boolean }> =
  {
    host: { allowed: "a DNS name or an IP address", fits: isHost },
    port: {
      allowed: "a whole number from 1 to 65535",
      fits: (value) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 65535,
    },
    cidr: { allowed: "a range of addresses such as 10.0.0.0/24", fits: isCidr },
    tls: { allowed: "true or false", fits: (value) => typeof value === "boolean" },
    ca: { allowed: "a certificate in PEM", fits: isCertificate },
    user: { allowed: "the name of an account", fits: isLine },
    password: { allowed: "text, set with --secret", fits: isLine },
    database: { allowed: "the name of a database, without spaces or /", fits: isName },
  };
const optional: string[] = ["ca", "database"] satisfies (keyof ExternalStore)[];

/**
 * A store outside of the cluster, from an object of the configuration; none if that is empty.
 *
 * @param without A field that this kind of store has no use for.
 */
export function externalConfig(
  read: ConfigReader,
  key: string,
  without?: keyof ExternalStore,
): ExternalStore | undefined {
  const known = Object.keys(fields).filter((field) => field !== without);
  const value = read.sealedObject(key, `an object of ${known.join(", ")}, or {}`);
  if (Object.keys(value).length === 0) return undefined;

  if (value["password"] !== undefined) read.requireSealed(key, "password");
  for (const [field, { allowed, fits }] of Object.entries(fields)) {
    const given = value[field];
    if (given === undefined ? optional.includes(field) : fits(given)) continue;
    const is =
      given === undefined
        ? "is missing"
        : field === "password"
          ? "is not allowed"
          : `is ${shown(given)}`;
    read.mistake(`${key}.${field}`, `${is}, but must be ${allowed}`);
  }
  for (const field of Object.keys(value).filter((field) => !known.includes(field))) {
    read.mistake(`${key}.${field}`, `is not known; there are ${known.join(", ")}`);
  }
  const { host, cidr, tls } = value;
  if (tls === true && typeof host === "string" && net.isIP(host) !== 0) {
    read.mistake(
      `${key}.host`,
      `is "${host}", but must be a DNS name where tls is true: it is what the certificate is verified for`,
    );
  }
  if (isCidr(cidr) && typeof host === "string" && net.isIP(host) !== 0 && !contains(cidr, host)) {
    read.mistake(`${key}.cidr`, `is "${cidr}", but must contain the host ${host}`);
  }
  return {
    ...(value as unknown as ExternalStore),
    password: pulumi.secret(String(value["password"])),
  };
}

/** A value as JSON, with no more than the first line of a text in it. */
function shown(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "string" ? firstLine(inner) : inner,
  );
}

function isHost(value: unknown): boolean {
  return typeof value === "string" && (net.isIP(value) !== 0 || rules.domain.pattern.test(value));
}

function isLine(value: unknown): boolean {
  return typeof value === "string" && rules.line.pattern.test(value);
}

function isName(value: unknown): boolean {
  return typeof value === "string" && /^[^\s/`]{1,64}$/.test(value);
}

function isCertificate(value: unknown): boolean {
  try {
    return typeof value === "string" && new X509Certificate(value).ca;
  } catch {
    return false;
  }
}

function isCidr(value: unknown): value is string {
  if (typeof value !== "string") return false;
  const [address = "", bits = "", ...rest] = value.split("/");
  const most = { 0: -1, 4: 32, 6: 128 }[net.isIP(address)] ?? -1;
  return rest.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= most;
}

function contains(cidr: string, host: string): boolean {
  const [address = "", bits = ""] = cidr.split("/");
  const family = (ip: string) => (net.isIP(ip) === 6 ? "ipv6" : "ipv4");
  const range = new net.BlockList();
  range.addSubnet(address, Number(bits), family(address));
  return range.check(host, family(host));
}
