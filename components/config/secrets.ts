import * as fs from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import type { Schema } from "./fields";
import { parse } from "yaml";

// The SDK has it, but leaves it out of its types.
const { isConfigSecret } = pulumi.runtime as unknown as { isConfigSecret(key: string): boolean };

/** Whether a name is one that passwords and keys have, by its last word. */
export function namesSecret(name: string): boolean {
  return /(^|_)(PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|CREDENTIALS?|(API|PRIVATE|ACCESS|SECRET|SIGNING|ENCRYPTION)_?KEY)$/i.test(
    name,
  );
}

/** The command that puts a secret at a place in the settings. */
export function setSecret(path: string): string {
  return `pulumi config set --secret --path ${path}`;
}

/** Where in a value its schema asks for a secret, and one is. */
export function secretPaths(schema: Schema, value: unknown, at: string[] = []): string[][] {
  const { properties = {}, secret } = schema as {
    properties?: Record<string, Schema>;
    secret?: true;
  };
  if (secret === true) return value === undefined ? [] : [at];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(properties).flatMap(([name, inner]) =>
    secretPaths(inner, (value as Record<string, unknown>)[name], [...at, name]),
  );
}

/**
 * Whether what stands at a place in the settings is encrypted. The engine tells this of whole keys alone; which part of
 * one it is, the stack's file says, where the settings came from there.
 *
 * @param key The key with its project, such as slipway:services.
 */
export function isSealed(key: string, path: string[]): boolean {
  return isConfigSecret(key) && typeof stackFileValue(key, path) !== "string";
}

function stackFileValue(key: string, path: string[]): unknown {
  const file = `Pulumi.${pulumi.getStack()}.yaml`;
  if (!fs.existsSync(file)) return undefined;
  const { config } = (parse(fs.readFileSync(file, "utf8")) ?? {}) as { config?: object };
  return [key, ...path].reduce<unknown>(
    (value, name) =>
      typeof value === "object" && value !== null
        ? (value as Record<string, unknown>)[name]
        : undefined,
    config,
  );
}
