import * as fs from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";
import { Failure } from "./failure";

const root = path.dirname(__dirname);

export interface StackConfig {
  /** Every key at its value in Pulumi.<stack>.yaml, else at its default, as the engine hands them to the program. */
  values: Record<string, string>;
  /** The keys whose values are encrypted. Only the stack's key reads them: here they are a word in their place. */
  secretKeys: string[];
}

/**
 * A stack's configuration, from the files alone.
 *
 * @throws Failure when the stack has no file.
 */
export function stackConfig(stack: string): StackConfig {
  const stacks = stackNames();
  if (!stacks.includes(stack)) {
    throw new Failure(
      `There is no stack "${stack}": a stack is a file Pulumi.<name>.yaml, and there are ${stacks.join(" and ")}`,
    );
  }
  const { config = {} } = read(`Pulumi.${stack}.yaml`) as { config?: Record<string, unknown> };
  const secretKeys = Object.keys(config).filter((key) => isEncrypted(config[key]));
  const own = Object.entries(config).map(([key, value]) => [
    key,
    isEncrypted(value) ? "secret" : asText(value),
  ]);
  return { values: { ...defaultConfig(), ...Object.fromEntries(own) }, secretKeys };
}

/** Every key of Pulumi.yaml at its default, as the engine hands it to the program. */
export function defaultConfig(): Record<string, string> {
  const { name, config } = read("Pulumi.yaml") as {
    name: string;
    config: Record<string, { default: unknown }>;
  };
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [`${name}:${key}`, asText(value.default)]),
  );
}

/** The stacks that have a file. */
export function stackNames(): string[] {
  return fs
    .readdirSync(root)
    .flatMap((file) => /^Pulumi\.([\w.-]+)\.yaml$/.exec(file)?.[1] ?? [])
    .sort();
}

function isEncrypted(value: unknown): boolean {
  return typeof value === "object" && value !== null && "secure" in value;
}

function read(file: string): unknown {
  return parse(fs.readFileSync(path.join(root, file), "utf8"));
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
