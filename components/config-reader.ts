import * as pulumi from "@pulumi/pulumi";
import type { Rule } from "./rules";

// The SDK has it, but leaves it out of its types.
const { isConfigSecret } = pulumi.runtime as unknown as { isConfigSecret(key: string): boolean };

/** What stands for a secret where the program is run without the key that decrypts it, to see what it would do. */
export const unreadable = "[secret]";

/** Reads the configuration key by key, and keeps what is wrong with it until all of it is read. */
export class ConfigReader {
  private readonly source = new pulumi.Config();
  private readonly mistakes: string[] = [];
  private readonly known = new Set<string>();

  text(key: string, rule: Rule): string {
    const value = this.value(key);
    if (!rule.pattern.test(value) || value.length > (rule.length ?? 253)) {
      this.refuse(key, rule.allowed);
    }
    return value;
  }

  /** @param allowed What the object is to hold, as the end of the sentence "… must be". */
  object(key: string, allowed: string): Record<string, unknown> {
    const value = parseObject(this.value(key));
    if (value === undefined) this.refuse(key, allowed);
    return value ?? {};
  }

  /** An object that has a secret in it, and so is never shown. */
  sealedObject(key: string, allowed: string): Record<string, unknown> {
    // Not through the Config, which wants a secret to be an Output, and that could not be checked here.
    this.known.add(key);
    const value = parseObject(pulumi.runtime.getConfig(`${this.source.name}:${key}`) ?? "");
    if (value === undefined) this.mistake(key, `is not allowed, but must be ${allowed}`);
    return value ?? {};
  }

  /** An optional key that Pulumi.yaml cannot declare: it would need a default there, and a secret has none. */
  secret(key: string): pulumi.Output<string> | undefined {
    this.known.add(key);
    const value = this.source.getSecret(key);
    if (value !== undefined) this.requireSealed(key);
    return value;
  }

  /** The text of a secret, to be checked here and handed to nobody; none if it is not set, or cannot be read. */
  plain(key: string): string | undefined {
    this.known.add(key);
    const text = pulumi.runtime.getConfig(`${this.source.name}:${key}`);
    return text === unreadable ? undefined : text;
  }

  choice<Choice extends string>(key: string, choices: readonly Choice[]): Choice {
    const value = this.value(key);
    const chosen = choices.find((choice) => choice === value);
    if (chosen === undefined) this.refuse(key, choices.join(" or "));
    return chosen ?? (value as Choice);
  }

  flag(key: string): boolean {
    const value = this.value(key);
    if (!/^(true|false)$/.test(value)) this.refuse(key, "true or false");
    return value === "true";
  }

  integer(key: string, least: number, most: number): number {
    const value = this.number(key);
    if (!(value >= least && value <= most)) {
      this.refuse(key, `a whole number from ${least} to ${most}`);
    }
    return value;
  }

  /** A whole number of that range, or 0 for `none`. */
  optionalInteger(key: string, least: number, most: number, none: string): number {
    const value = this.number(key);
    if (value !== 0 && !(value >= least && value <= most)) {
      this.refuse(key, `a whole number from ${least} to ${most}, or 0 for ${none}`);
    }
    return value;
  }

  /** The most pods that an autoscaler may choose, whose fewest are under another key. */
  ceiling(key: string, floorKey: string, most: number): number {
    const value = this.optionalInteger(key, 1, most, "no autoscaler");
    const floor = this.number(floorKey);
    if (value >= 1 && value <= most && value < floor) {
      this.refuse(
        key,
        `at least ${this.source.name}:${floorKey}, which is ${floor}, or 0 for no autoscaler`,
      );
    }
    return value;
  }

  /** Notes that a secret stands unencrypted in the stack's settings. @param field Which one in the key's object. */
  requireSealed(key: string, field?: string): void {
    if (isConfigSecret(`${this.source.name}:${key}`)) return;
    this.mistake(
      field === undefined ? key : `${key}.${field}`,
      "is in plain text, but must be encrypted: pulumi config set --secret",
    );
  }

  /** Notes that a key's value is wrong. @param allowed The end of the sentence "… must be". */
  refuse(key: string, allowed: string): void {
    this.mistake(key, `is "${this.value(key)}", but must be ${allowed}`);
  }

  /** Notes what is wrong with a key. @param sentence What follows the key. */
  mistake(key: string, sentence: string): void {
    this.mistakes.push(`${this.source.name}:${key} ${sentence}`);
  }

  /**
   * To be called once, when every key that there is has been read.
   *
   * @throws RunError that lists every mistake at once.
   */
  finish(): void {
    const known = [...this.known];
    const project = this.source.name;
    const unknown = Object.keys(pulumi.runtime.allConfig()).filter(
      (key) => key.startsWith(`${project}:`) && !known.includes(key.slice(project.length + 1)),
    );
    const mistakes = [
      ...this.mistakes,
      ...unknown.map(
        (key) => `${key} is not a key of this project; its keys are ${known.join(", ")}`,
      ),
    ];
    if (mistakes.length > 0) {
      throw new pulumi.RunError(
        `The stack's configuration is not valid:\n- ${mistakes.join("\n- ")}`,
      );
    }
  }

  /** NaN for what is no whole number in decimal digits. */
  private number(key: string): number {
    const value = this.value(key);
    return /^\d+$/.test(value) ? Number(value) : NaN;
  }

  private value(key: string): string {
    this.known.add(key);
    return this.source.require(key);
  }
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}
