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
  const secretKeys = Object.keys(config).filter((key) => revealed(config[key]) !== config[key]);
  const own = Object.entries(config).map(([key, value]) => [key, asText(revealed(value))]);
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

/** The value with a word in place of what is encrypted in it; the value itself if nothing is. */
function revealed(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  if ("secure" in value) return "secret";
  const entries = Object.entries(value).map(
    ([key, inner]) => [key, inner, revealed(inner)] as const,
  );
  return entries.some(([, inner, shown]) => shown !== inner)
    ? Object.fromEntries(entries.map(([key, , shown]) => [key, shown]))
    : value;
}

function read(file: string): unknown {
  return parse(fs.readFileSync(path.join(root, file), "utf8"));
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
