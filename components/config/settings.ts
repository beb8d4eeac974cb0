import * as pulumi from "@pulumi/pulumi";
import { Collection } from "../program/collection";
import { refuse } from "../program/refusal";
import type { Schema } from "./fields";
import { type Sections, sections } from "./section-schemas";
import { isSealed, secretPaths, setSecret } from "./secrets";
import { mistakesOf, shown } from "./validate";

/** The keys whose members are settings of the program's parts, by the parts' names. */
const partKeys = ["services", "jobs", "stores", "volumes", "outside"] as const;
type PartKey = (typeof partKeys)[number];
const keys = [...Object.keys(sections), ...partKeys];

/**
 * The stack's settings: what its YAML says of the cluster, of the way in and of each part. What is wrong with them is
 * kept until the program has run to its end, and then told all at once, before anything is created.
 */
export class Settings {
  readonly cluster: Sections["cluster"];
  readonly registry: Sections["registry"];
  readonly images: Sections["images"];
  readonly gateway: Sections["gateway"];
  readonly passwords: Sections["passwords"];
  readonly backups: Sections["backups"];
  /** Resolves once the program has run to its end, if nothing is wrong; otherwise the program ends with a RunError. */
  readonly valid: Promise<void>;
  private readonly project = new pulumi.Config().name;
  private readonly mistakes = new Collection<string>();
  /** The names of the program's parts. */
  private readonly parts = new Map<PartKey, Set<string>>(partKeys.map((key) => [key, new Set()]));
  private readonly values = new Map<string, Record<string, unknown>>();

  constructor() {
    for (const key of keys) this.values.set(key, this.object(key));
    this.cluster = this.section("cluster");
    this.registry = this.section("registry");
    this.images = this.section("images");
    this.gateway = this.section("gateway");
    this.passwords = this.section("passwords");
    this.backups = this.section("backups");
    this.valid = this.mistakes.all.then(async (mistakes) => {
      const all = [...mistakes, ...this.unknownKeys(), ...this.unknownParts()];
      if (all.length === 0) return;
      await refuse(`The stack's configuration is not valid:\n- ${all.join("\n- ")}`);
    });
  }

  /**
   * The settings of one part; what is not as the schema wants it is left out, and is a mistake.
   *
   * @throws Error when a part of another kind has the name: pods, policies and accounts go by it.
   */
  part<Value>(key: PartKey, name: string, schema: Schema<Value>): Value {
    const other = partKeys.find((each) => each !== key && this.parts.get(each)?.has(name));
    if (other !== undefined) {
      throw new pulumi.RunError(
        `${name} is the name of one of the ${key} and one of the ${other}; give one of them another name`,
      );
    }
    this.parts.get(key)?.add(name);
    return this.checked(`${key}.${name}`, schema, this.values.get(key)?.[name] ?? {});
  }

  /** Notes what is wrong at a place in the settings. @param sentence What follows the place. */
  mistake(path: string, sentence: string): void {
    this.mistakes.add(`${this.project}:${path} ${sentence}`, `${path} is a setting`);
  }

  /**
   * Whether the text at a place is encrypted in the stack's file.
   *
   * @param within The names that lead on from there, where one of them has a dot.
   */
  isSealed(path: string, ...within: string[]): boolean {
    const [key = "", ...rest] = path.split(".");
    return isSealed(`${this.project}:${key}`, [...rest, ...within]);
  }

  private section<Key extends keyof Sections>(key: Key): Sections[Key] {
    return this.checked(key, sections[key], this.values.get(key));
  }

  private checked<Value>(path: string, schema: Schema<Value>, value: unknown): Value {
    for (const within of secretPaths(schema, value)) {
      const place = [path, ...within].join(".");
      if (!this.isSealed(place)) {
        this.mistake(place, `is in plain text, but must be encrypted: ${setSecret(place)}`);
      }
    }
    const mistakes = mistakesOf(schema, value);
    for (const { at, sentence } of mistakes) this.mistake([path, ...at].join("."), sentence);
    // The program goes on to its end, so that what is wrong elsewhere is told as well.
    const valid: unknown = mistakes.reduce((rest, { at }) => without(rest, at), value);
    return valid as Value;
  }

  /** A key's value; the engine hands it over as JSON. */
  private object(key: string): Record<string, unknown> {
    const text = pulumi.runtime.getConfig(`${this.project}:${key}`) ?? "{}";
    const value = parseJson(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>;
    }
    this.mistake(key, `is ${shown(value ?? text)}, but must be an object`);
    return {};
  }

  private unknownKeys(): string[] {
    return Object.keys(pulumi.runtime.allConfig())
      .filter((key) => key.startsWith(`${this.project}:`))
      .filter((key) => !keys.includes(key.slice(this.project.length + 1)))
      .map((key) => `${key} is not a key of this project; its keys are ${keys.join(", ")}`);
  }

  private unknownParts(): string[] {
    return partKeys.flatMap((key) => {
      const known = [...(this.parts.get(key) ?? [])];
      const there = known.length === 0 ? "it has none" : `it has ${known.join(", ")}`;
      return Object.keys(this.values.get(key) ?? {})
        .filter((name) => !known.includes(name))
        .map((name) => `${this.project}:${key}.${name} is none of the program's ${key}; ${there}`);
    });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}

/** A value without what stands at a place in it; nothing but an object is left out whole. */
function without(value: unknown, [name, ...rest]: string[]): unknown {
  if (typeof value !== "object" || value === null || name === undefined) return {};
  const { [name]: inner, ...others } = value as Record<string, unknown>;
  return rest.length === 0 || inner === undefined
    ? others
    : { ...others, [name]: without(inner, rest) };
}
