import * as fs from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";
import { unreadable } from "../components/config/unreadable";
import { Failure } from "./failure";
import { isSealed } from "./sealed";

const root = path.dirname(__dirname);

export interface StackConfig {
  /** Every key at its value in Pulumi.<stack>.yaml, else at its default, as the engine hands them to the program. */
  values: Record<string, string>;
  /** The keys whose values are secrets. Only the stack's own key decrypts them: here is a word in their place. */
  secretKeys: string[];
}

/**
 * A stack's configuration, from the files alone.
 *
 * @param project The folder of the program.
 * @throws Failure when the stack has no file.
 */
export function stackConfig(stack: string, project = root): StackConfig {
  const stacks = stackNames(project);
  if (!stacks.includes(stack)) {
    throw new Failure(
      `There is no stack "${stack}": a stack is a file Pulumi.<name>.yaml, and there are ${stacks.join(" and ")}`,
    );
  }
  const { config = {} } = read(project, `Pulumi.${stack}.yaml`) as {
    config?: Record<string, unknown>;
  };
  const own = withNeededSecrets(config);
  const secretKeys = Object.keys(own).filter((key) => isSealed(own[key]));
  const texts = Object.entries(own).map(([key, value]) => [key, asText(revealed(value))]);
  return { values: { ...defaultConfig(project), ...Object.fromEntries(texts) }, secretKeys };
}

/** The settings with the secrets that others need beside them: who only looks need not have set these. */
function withNeededSecrets(config: Record<string, unknown>): Record<string, unknown> {
  const secret = { secure: "" };
  const registry = config["slipway:registry"] as { username?: string } | undefined;
  const gateway = config["slipway:gateway"] as { tls?: { certificate?: string } } | undefined;
  const backups = config["slipway:backups"] as { s3?: object } | undefined;
  const { tls } = gateway ?? {};
  return {
    ...config,
    ...(registry?.username === undefined
      ? {}
      : { "slipway:registry": { password: secret, ...registry } }),
    ...(tls?.certificate === undefined
      ? {}
      : { "slipway:gateway": { ...gateway, tls: { key: secret, ...tls } } }),
    ...(backups?.s3 === undefined
      ? {}
      : { "slipway:backups": { ...backups, s3: { secretKey: secret, ...backups.s3 } } }),
  };
}

/** Every key of Pulumi.yaml at its default, as the engine hands it to the program. */
export function defaultConfig(project = root): Record<string, string> {
  const { name, config } = read(project, "Pulumi.yaml") as {
    name: string;
    config: Record<string, { default: unknown }>;
  };
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [`${name}:${key}`, asText(value.default)]),
  );
}

/** The stacks that have a file. */
export function stackNames(project = root): string[] {
  return fs
    .readdirSync(project)
    .flatMap((file) => /^Pulumi\.([\w.-]+)\.yaml$/.exec(file)?.[1] ?? [])
    .sort();
}

/** The value with a word in place of what is encrypted in it. */
function revealed(value: unknown): unknown {
  if (!isSealed(value)) return value;
  if ("secure" in value) return unreadable;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, revealed(inner)]));
}

function read(project: string, file: string): unknown {
  return parse(fs.readFileSync(path.join(project, file), "utf8"));
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
